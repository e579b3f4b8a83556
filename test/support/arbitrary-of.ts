import fc from "fast-check";

type JsonSchema = { [key: string]: unknown };

/** Values that break what was not thought of: bytes that databases refuse, keys of objects, sizes, numbers at the edge. */
export const NASTY = fc.oneof(
  fc.constantFrom<unknown[]>(
    "\u0000",
    "\ud800",
    "__proto__",
    "constructor",
    "'; drop table phone_numbers; --",
    "<script>alert(1)</script>",
    "x".repeat(5_000),
    `+${"9".repeat(400)}`,
    1e308,
    -0,
    2 ** 53,
    [],
    {},
    [[[[]]]],
    null,
    true,
  ),
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
);

/** What a JSON schema allows; knows the forms that /openapi.json uses. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const choices = schema["anyOf"];
  if (Array.isArray(choices)) return fc.oneof(...choices.map((one: JsonSchema) => arbitraryOf(one)));
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => arbitraryOf({ ...schema, type: one })));
  switch (type) {
    case "string":
      return textOf(schema);
    case "integer":
      return fc.integer({ min: Number(schema["minimum"] ?? 0), max: Number(schema["maximum"] ?? 1e9) });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const items = arbitraryOf((schema["items"] ?? {}) as JsonSchema);
      return fc.array(items, { maxLength: Number(schema["maxItems"] ?? 5) });
    }
    case "object":
      return objectOf(schema);
    default:
      return fc.jsonValue();
  }
}

function textOf({ pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength: Number(minLength ?? 0), maxLength: Math.min(Number(maxLength ?? 50), 50) });
}

function objectOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const values = schema["additionalProperties"];
  if (properties.length === 0 && typeof values === "object" && values !== null)
    return fc.dictionary(fc.string(), arbitraryOf(values as JsonSchema), { maxKeys: 5 });
  const required = (schema["required"] ?? []) as string[];
  return fc.record(Object.fromEntries(properties.map(([name, field]) => [name, arbitraryOf(field)])), {
    requiredKeys: required,
  });
}

/** The same, mostly; else with something nasty in one place of it, or in its stead. */
export function spoilt(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const spoiltField = fc.tuple(valid, fc.nat(), NASTY).map(([value, at, nasty]) => {
    if (typeof value !== "object" || value === null) return nasty;
    const keys = Object.keys(value);
    return { ...value, [keys[at % Math.max(1, keys.length)] ?? "extra"]: nasty };
  });
  return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 3, arbitrary: spoiltField }, NASTY);
}
