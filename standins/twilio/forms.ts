import type { StandinRequest } from "../wire.ts";
import { badParameter } from "./refusals.ts";
import { isSid, type SidPrefix } from "./sids.ts";
import type { Fields, FieldValue } from "./state.ts";

export type FieldRule = {
  readonly required?: true;
  /** The value as it goes into the JSON body; undefined = malformed. */
  readonly read: (text: string) => FieldValue | undefined;
};

/** Form parameters of one operation, keyed as on the wire (PascalCase). */
export type FormSchema = Readonly<Record<string, FieldRule>>;

export const text: FieldRule = { read: (value) => value };
export const flag: FieldRule = {
  read: (value) => (value === "true" ? true : value === "false" ? false : undefined),
};
export const uri: FieldRule = {
  read: (value) => (/^[a-z][a-z0-9+.-]*:\S+$/i.test(value) ? value : undefined),
};
export const httpMethod: FieldRule = oneOf("GET", "POST");

/** A whole number between two bounds. */
export function whole(min: number, max: number): FieldRule {
  return {
    read(value) {
      const number = Number(value);
      return /^-?\d+$/.test(value) && number >= min && number <= max ? number : undefined;
    },
  };
}

/** One of a fixed set of words. */
export function oneOf(...words: string[]): FieldRule {
  return { read: (value) => (words.includes(value) ? value : undefined) };
}

/** A SID of one kind, in form only. */
export function sidOf(prefix: SidPrefix | "AD" | "AP"): FieldRule {
  return { read: (value) => (isSid(prefix, value) ? value : undefined) };
}

/** The same rule for a parameter that must be sent. */
export function required(rule: FieldRule): FieldRule {
  return { ...rule, required: true };
}

/** CnamLookupEnabled -> cnam_lookup_enabled. */
function snakeCase(parameter: string): string {
  return parameter.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/** Reads a form body strictly: unknown, repeated, missing or malformed parameters are 400/20001. Keys come back in snake_case. */
export function readForm(schema: FormSchema, request: StandinRequest): Fields {
  const contentType = request.headers["content-type"] ?? "";
  if (request.body !== "" && !contentType.startsWith("application/x-www-form-urlencoded")) {
    throw badParameter(`Bodies must be application/x-www-form-urlencoded, not "${contentType}"`);
  }
  const fields: Fields = {};
  for (const [name, value] of new URLSearchParams(request.body)) {
    const rule = schema[name];
    if (rule === undefined) throw badParameter(`Unknown parameter ${name}`);
    if (snakeCase(name) in fields) throw badParameter(`Parameter ${name} is repeated`);
    const read = rule.read(value);
    if (read === undefined) throw badParameter(`Invalid value for parameter ${name}`);
    fields[snakeCase(name)] = read;
  }
  for (const [name, rule] of Object.entries(schema)) {
    if (rule.required && !(snakeCase(name) in fields)) {
      throw badParameter(`Missing required parameter ${name} in the post body`);
    }
  }
  return fields;
}
