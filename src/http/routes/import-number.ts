import type { Api, ApiOperations } from "../api.ts";
import { createdJson, NOT_CREATED } from "../created-json.ts";
import { parseFields } from "../field-faults.ts";
import { type Installation, importSchema } from "../import-schema.ts";

/** POST /api/v2/phone_numbers/import: records a number whose resources exist already. */
export function addImportNumber(
  api: Api,
  operations: Pick<ApiOperations, "importNumber">,
  installation: Installation,
): void {
  const schema = importSchema(installation);
  const config = { scope: "write", words: NOT_CREATED } as const;
  api.post("/api/v2/phone_numbers/import", { config }, async (request, reply) => {
    const asked = parseFields(schema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    return reply.code(201).send(createdJson(await operations.importNumber(asked, actor)));
  });
}
