import type { Api, ApiOperations } from "../api.ts";
import { createSchema } from "../create-schema.ts";
import { createdJson, NOT_CREATED } from "../created-json.ts";
import { parseFields } from "../field-faults.ts";

/** POST /api/v2/phone_numbers: records a number without resources; setting them up is not built yet. */
export function addCreateNumber(api: Api, operations: Pick<ApiOperations, "importNumber">): void {
  const config = { scope: "write", words: NOT_CREATED } as const;
  api.post("/api/v2/phone_numbers", { config }, async (request, reply) => {
    const asked = parseFields(createSchema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    return reply.code(201).send(createdJson(await operations.importNumber(asked, actor)));
  });
}
