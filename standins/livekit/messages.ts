import { TwirpRefusal } from "./twirp.ts";

/** A protobuf message as a plain object with proto (snake_case) names; only fields that were present. */
export type Message = Record<string, unknown>;

export type FieldShape =
  | { readonly is: "string" | "bool" | "int" | "strings" | "string_map" }
  /** Kept as it came: messages whose inside does not matter here (durations, room configuration, media). */
  | { readonly is: "opaque" }
  | { readonly is: "enum"; readonly names: readonly string[] }
  | { readonly is: "message"; readonly shape: MessageShape }
  | { readonly is: "messages"; readonly shape: MessageShape };

export type MessageShape = {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldShape>>;
  /** Fields that JSON leaves out when unset: oneof members and `optional` scalars. */
  readonly sparse?: readonly string[];
};

/**
 * Reads protojson: either casing of field names, null as unset, enums by name or number. A wrong type is 400 malformed; an
 * unknown field is ignored as the server does, and reported.
 */
export function readMessage(
  shape: MessageShape,
  json: unknown,
  unknownField: (name: string) => void,
): Message {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw malformed(shape.name);
  const message: Message = {};
  for (const [key, value] of Object.entries(json)) {
    const name = key in shape.fields ? key : snakeCase(key);
    const field = shape.fields[name];
    if (field === undefined) unknownField(`${shape.name}.${key}`);
    else if (value !== null) message[name] = readField(field, value, `${shape.name}.${name}`, unknownField);
  }
  return message;
}

function readField(
  field: FieldShape,
  value: unknown,
  where: string,
  unknownField: (name: string) => void,
): unknown {
  switch (field.is) {
    case "string":
      return typeof value === "string" ? value : fail(where);
    case "bool":
      return typeof value === "boolean" ? value : fail(where);
    case "int":
      return Number.isInteger(value) ? value : fail(where);
    case "strings":
      return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : fail(where);
    case "string_map":
      return isStringMap(value) ? value : fail(where);
    case "opaque":
      return value;
    case "enum": {
      const name = typeof value === "number" ? field.names[value] : value;
      return typeof name === "string" && field.names.includes(name) ? name : fail(where);
    }
    case "message":
      return readMessage(field.shape, value, unknownField);
    case "messages":
      return Array.isArray(value)
        ? value.map((one) => readMessage(field.shape, one, unknownField))
        : fail(where);
  }
}

/** Writes a message as Go's Twirp server does: proto names, defaults filled in (protojson UseProtoNames, EmitUnpopulated). */
export function writeMessage(shape: MessageShape, message: Message): Message {
  const written: Message = {};
  for (const [name, field] of Object.entries(shape.fields)) {
    const value = message[name];
    if (value === undefined && shape.sparse?.includes(name)) continue;
    written[name] = writeField(field, value);
  }
  return written;
}

function writeField(field: FieldShape, value: unknown): unknown {
  switch (field.is) {
    case "message":
      return value === undefined ? null : writeMessage(field.shape, value as Message);
    case "messages":
      return ((value ?? []) as Message[]).map((one) => writeMessage(field.shape, one));
    case "enum":
      return value ?? field.names[0];
    default:
      return (
        value ?? { string: "", bool: false, int: 0, strings: [], string_map: {}, opaque: null }[field.is]
      );
  }
}

/** A list field, empty when unset. */
export function strings(message: Message, name: string): readonly string[] {
  return (message[name] ?? []) as readonly string[];
}

/** A text field, empty when unset. */
export function textOf(message: Message, name: string): string {
  return (message[name] ?? "") as string;
}

function isStringMap(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((one) => typeof one === "string")
  );
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function malformed(where: string): TwirpRefusal {
  return new TwirpRefusal("malformed", `the json request could not be decoded: ${where}`);
}

function fail(where: string): never {
  throw malformed(where);
}
