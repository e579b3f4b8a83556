import { escapeHtml } from "./escape-html.ts";
import type { JsonSchema } from "./openapi/json-schemas.ts";

/**
 * A schema in a few words of HTML: "text, 1..200 characters; or null", with links to named ones, and the fields of an object as
 * a list. Knows the forms that zod writes. What the schema says of itself (`description`) is for whoever shows it.
 */
export function formOf(schema: JsonSchema): string {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    return `<a href="#${name}">${name}</a>`;
  }
  const { anyOf, type } = schema;
  if (Array.isArray(anyOf)) return choiceOf(anyOf as JsonSchema[]);
  if (Array.isArray(type)) return choiceOf(type.map((one) => ({ ...schema, type: one, description: "" })));
  if (schema["const"] !== undefined) return code(schema["const"]);
  if (Array.isArray(schema["enum"])) return schema["enum"].map(code).join(", ");
  return typeof type === "string" ? typeWords(type, schema) : "anything";
}

/** Null is told once, and not behind the fields of an object, where it would seem to belong to the last of them. */
function choiceOf(choices: JsonSchema[]): string {
  const words = choices
    .filter(({ type }) => type !== "null")
    .map(partOf)
    .join(" or ");
  if (choices.every(({ type }) => type !== "null")) return words;
  return words.endsWith("</ul>") ? `null, or ${words}` : `${words}; or null`;
}

/** Of a form inside another one, what it says of itself stands beside it: "text (AC followed by 32 hex digits)". */
function partOf(schema: JsonSchema): string {
  const { description } = schema;
  return description ? `${formOf(schema)} (${escapeHtml(String(description))})` : formOf(schema);
}

function typeWords(type: string, schema: JsonSchema): string {
  switch (type) {
    case "string":
      return textWords(schema);
    case "integer":
    case "number":
      return withLimits("whole number", schema["minimum"], schema["maximum"], "");
    case "boolean":
      return "true or false";
    case "array": {
      const { items, maxItems } = schema;
      return `list of${maxItems === undefined ? "" : ` at most ${maxItems}`}: ${partOf((items ?? {}) as JsonSchema)}`;
    }
    case "object":
      return objectWords(schema);
    default:
      return type;
  }
}

/** A form that only a pattern tells is shown by an example: nobody reads patterns. */
function textWords({ format, examples, pattern, description, minLength, maxLength }: JsonSchema): string {
  if (format === "date-time") return "text, a time as 2026-01-15T03:12:00Z";
  if (pattern !== undefined && Array.isArray(examples)) return `text like ${code(examples[0])}`;
  // Its length is part of the form then.
  if (pattern !== undefined && description) return "text";
  return withLimits("text", minLength, maxLength, " characters");
}

function objectWords(schema: JsonSchema): string {
  const fields = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  if (fields.length > 0) return `object of <ul>${fields.map(fieldItem).join("")}</ul>`;
  const { additionalProperties, maxProperties } = schema;
  const values = additionalProperties as JsonSchema | undefined;
  if (values?.["type"] === undefined) return "object";
  return `object${maxProperties === undefined ? "" : ` (at most ${maxProperties} fields)`}, each field: ${partOf(values)}`;
}

function fieldItem([name, field]: [string, JsonSchema]): string {
  const { description } = field;
  return `<li>${code(name)}: ${formOf(field)}${description ? `. ${escapeHtml(String(description))}` : ""}</li>`;
}

function withLimits(words: string, least: unknown, most: unknown, unit: string): string {
  if (most === undefined || most === Number.MAX_SAFE_INTEGER) return words;
  return least === undefined ? `${words}, at most ${most}${unit}` : `${words}, ${least}..${most}${unit}`;
}

function code(value: unknown): string {
  return `<code>${escapeHtml(typeof value === "string" ? value : JSON.stringify(value))}</code>`;
}
