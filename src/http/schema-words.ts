import type { JsonSchema } from "./openapi/json-schemas.ts";

/** A schema in a few words of HTML: "text, 1..200 characters", with links to named ones. Knows the forms that zod writes. */
export function formOf(schema: JsonSchema): string {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.split("/").at(-1) ?? "";
    return `<a href="#${name}">${name}</a>`;
  }
  const choices = schema["anyOf"];
  if (Array.isArray(choices)) return (choices as JsonSchema[]).map(formOf).join(" or ");
  if (schema["const"] !== undefined) return code(schema["const"]);
  if (Array.isArray(schema["enum"])) return schema["enum"].map(code).join(", ");
  const { type } = schema;
  if (Array.isArray(type)) return type.map((one) => formOf({ ...schema, type: one })).join(" or ");
  return typeof type === "string" ? typeWords(type, schema) : "anything";
}

function typeWords(type: string, schema: JsonSchema): string {
  switch (type) {
    case "string":
      return withLimits(
        `text${patternWords(schema)}`,
        schema["minLength"],
        schema["maxLength"],
        " characters",
      );
    case "integer":
    case "number":
      return withLimits("whole number", schema["minimum"], schema["maximum"], "");
    case "boolean":
      return "true or false";
    case "array": {
      const items = `list of: ${formOf((schema["items"] ?? {}) as JsonSchema)}`;
      return withLimits(items, undefined, schema["maxItems"], " items");
    }
    case "object":
      return objectWords(schema);
    default:
      return type;
  }
}

function objectWords(schema: JsonSchema): string {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return "object";
  return `object of ${properties.map(([name, field]) => `${code(name)}: ${formOf(field)}`).join("; ")}`;
}

/** The form of a time is known by its name; any other is shown. */
function patternWords({ format, pattern }: JsonSchema): string {
  if (format === "date-time") return ", a time as 2026-01-15T03:12:00Z";
  return typeof pattern === "string" ? ` like ${code(pattern)}` : "";
}

function withLimits(words: string, least: unknown, most: unknown, unit: string): string {
  if (most === undefined || most === Number.MAX_SAFE_INTEGER) return words;
  return least === undefined ? `${words}, at most ${most}${unit}` : `${words}, ${least}..${most}${unit}`;
}

function code(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<code>${escaped}</code>`;
}
