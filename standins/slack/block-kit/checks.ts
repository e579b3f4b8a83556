import { isObject, type Json } from "../wire.ts";

export type Surface = "message" | "modal" | "home";

/** One refusal, in Slack's words, with the JSON pointer of the place. */
export interface Problem {
  message: string;
  pointer: string;
}

/** What a check writes its findings into. */
export interface Inspection {
  surface: Surface;
  problems: Problem[];
}

/** Looks at the value at a JSON pointer; a value that is absent never reaches a check. */
export type Check = (value: unknown, pointer: string, inspection: Inspection) => void;

/** Adds a refusal. Wording: Slack's answers as quoted in slackblocks#36, node-slack-sdk#875 and slackapi docs of blocks.validate. */
export function refuse(inspection: Inspection, pointer: string, message: string): void {
  inspection.problems.push({ message, pointer });
}

/** A string of min..max UTF-16 units; min is 1 unless given. */
export function string(max: number, min = 1): Check {
  return (value, pointer, inspection) => {
    if (typeof value !== "string") return refuse(inspection, pointer, "must provide a string");
    if (value.length < min) refuse(inspection, pointer, `must be more than ${min - 1} characters`);
    if (value.length > max) refuse(inspection, pointer, `must be less than ${max + 1} characters`);
  };
}

/** One of these strings or numbers. */
export function oneOf(...allowed: readonly (string | number)[]): Check {
  return (value, pointer, inspection) => {
    if (!allowed.some((each) => each === value)) {
      refuse(inspection, pointer, `must be one of: ${allowed.join(", ")}`);
    }
  };
}

export const boolean: Check = (value, pointer, inspection) => {
  if (typeof value !== "boolean") refuse(inspection, pointer, "must provide a boolean");
};

/** A whole number of min..max. */
export function integer(min: number, max: number): Check {
  return (value, pointer, inspection) => {
    if (!Number.isInteger(value)) return refuse(inspection, pointer, "must provide an integer");
    if (Number(value) < min) refuse(inspection, pointer, `must be greater than ${min - 1}`);
    if (Number(value) > max) refuse(inspection, pointer, `must be less than ${max + 1}`);
  };
}

/** Anything: used where Slack's rules do not matter here. */
export const anything: Check = () => {};

/** A list of min..max items, each passing `item`. */
export function list(item: Check, max: number, min = 1): Check {
  return (value, pointer, inspection) => {
    if (!Array.isArray(value)) return refuse(inspection, pointer, "must provide an array");
    if (value.length > max) refuse(inspection, pointer, `no more than ${max} items allowed`);
    if (value.length < min) refuse(inspection, pointer, `no less than ${min} items allowed`);
    value.forEach((each, index) => {
      item(each, `${pointer}/${index}`, inspection);
    });
  };
}

export interface Shape {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
  /** A rule over the whole object. */
  also?: (value: Json, pointer: string, inspection: Inspection) => void;
}

/** An object with these fields and no others. */
export function object(shape: Shape): Check {
  const required = shape.required ?? {};
  const fields = { ...required, ...shape.optional };
  return (value, pointer, inspection) => {
    if (!isObject(value)) return refuse(inspection, pointer, "must provide an object");
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) refuse(inspection, pointer, `missing required field: ${name}`);
    }
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      const check = fields[name];
      if (check) check(field, `${pointer}/${name}`, inspection);
      else refuse(inspection, pointer, `invalid additional property: ${name}`);
    }
    shape.also?.(value, pointer, inspection);
  };
}

/** An object whose `type` picks its shape; other types are refused as unsupported. */
export function byType(shapes: Record<string, Shape>): Check {
  const checks = new Map(
    Object.entries(shapes).map(([type, shape]) => [
      type,
      object({ ...shape, required: { type: anything, ...shape.required } }),
    ]),
  );
  return (value, pointer, inspection) => {
    if (!isObject(value)) return refuse(inspection, pointer, "must provide an object");
    if (value["type"] === undefined) return refuse(inspection, pointer, "missing required field: type");
    const check = checks.get(String(value["type"]));
    if (!check) return refuse(inspection, `${pointer}/type`, `unsupported type: ${String(value["type"])}`);
    check(value, pointer, inspection);
  };
}
