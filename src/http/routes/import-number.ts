import type { Api, ApiOperations } from "../api.ts";
import { createdJson, NOT_CREATED } from "../created-json.ts";
import { parseFields } from "../field-faults.ts";
import type { Once } from "../idempotency.ts";
import { type Installation, importSchema } from "../import-schema.ts";
import { createdNumber } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { PROVIDER_FAILS } from "../openapi/shared-answers.ts";

/** POST /api/v2/phone_numbers/import: records a number whose resources exist already. */
export function addImportNumber(
  api: Api,
  operations: Pick<ApiOperations, "importNumber">,
  { once, installation }: { once: Once; installation: Installation },
): void {
  const schema = importSchema(installation);
  const doc: RouteDoc = {
    summary: "Record a number that exists already",
    description:
      "Its resources are looked up. What could not be seen is named in message, not refused; it can then never be proven gone.",
    body: { name: "ImportPhoneNumber", schema },
    answers: { 201: { description: "It is recorded.", content: createdNumber }, ...PROVIDER_FAILS },
  };
  const config = { scope: "write", words: NOT_CREATED, doc } as const;
  const handle = once(async (request) => {
    const asked = parseFields(schema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    return { status: 201, body: createdJson(await operations.importNumber(asked, actor)) };
  });
  api.post("/api/v2/phone_numbers/import", { config }, handle);
}
