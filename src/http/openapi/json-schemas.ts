import { z } from "zod";
import { ANSWERS } from "./answers.ts";

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { [key: string]: unknown };

/** Every named schema of the document, by name: requests as they are sent, answers as they come. */
export function componentSchemas(
  bodies: readonly { name: string; schema: z.ZodType }[],
): Record<string, JsonSchema> {
  const requests = z.registry<{ id: string }>();
  for (const { name, schema } of bodies) requests.add(schema, { id: name });
  const common = { uri: addressOf, unrepresentable: "any", override: tidy } as const;
  const { schemas: asked } = z.toJSONSchema(requests, { ...common, io: "input" });
  const { schemas: answered } = z.toJSONSchema(ANSWERS, { ...common, io: "output" });
  return Object.fromEntries(
    Object.entries({ ...asked, ...answered }).map(([id, { $schema: _s, $id: _i, ...schema }]) => [
      id,
      schema,
    ]),
  );
}

/** An answer's schema: a reference where it has a name. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  const id = ANSWERS.get(schema)?.id;
  return id === undefined ? inlineSchema(schema) : referenceTo(id);
}

/** Points to a named schema. */
export function referenceTo(name: string): JsonSchema {
  return { $ref: addressOf(name) };
}

/** A schema as it is sent, e.g. of a query. */
export function inlineSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: tidy,
  });
  return rest;
}

function addressOf(id: string): string {
  return `#/components/schemas/${id}`;
}

/** A number in an address is digits for us and a number for the caller: its form then says nothing. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema["type"] === "integer") delete jsonSchema["pattern"];
}
