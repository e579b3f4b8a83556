import type { CreateOutcome } from "../../operations/operations.ts";
import type { Api, ApiOperations } from "../api.ts";
import { createSchema } from "../create-schema.ts";
import { createdJson, NOT_CREATED } from "../created-json.ts";
import { failureJson } from "../failure-json.ts";
import { parseFields } from "../field-faults.ts";
import type { Once } from "../idempotency.ts";
import { numberJson } from "../number-json.ts";
import { createdNumber, failedCreate } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { PROVIDER_FAILS } from "../openapi/shared-answers.ts";

const doc: RouteDoc = {
  summary: "Set a number up",
  description:
    "With provider twilio it makes everything that the number needs at Twilio and LiveKit and waits; whatever fails, what was " +
    "made is taken down again. Without a provider the number is only recorded.",
  body: { name: "CreatePhoneNumber", schema: createSchema },
  answers: {
    201: { description: "It is set up, or recorded.", content: createdNumber },
    422: { description: "Not acceptable, or it could not be set up: see errors.", content: failedCreate },
    ...PROVIDER_FAILS,
  },
};

/** POST /api/v2/phone_numbers: sets a number up with its resources; without a provider it is only recorded. */
export function addCreateNumber(
  api: Api,
  operations: Pick<ApiOperations, "createNumber" | "importNumber">,
  { once, docsUrl }: { once: Once; docsUrl: string },
): void {
  const config = { scope: "write", words: NOT_CREATED, doc } as const;
  const handle = once(async (request) => {
    const wish = parseFields(createSchema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    if (wish.provider === null)
      return { status: 201, body: createdJson(await operations.importNumber(wish.request, actor)) };
    const outcome = await operations.createNumber(wish.request, actor);
    if (outcome.outcome === "created") return { status: 201, body: createdJson({ ...outcome, unseen: [] }) };
    return { status: 422, body: notCreatedJson(request.id, outcome, docsUrl) };
  });
  api.post("/api/v2/phone_numbers", { config }, handle);
}

/** `item` only where the number stays, corrupted (product.md 8). */
function notCreatedJson(
  requestId: string,
  { errors, left }: Extract<CreateOutcome, { outcome: "failed" }>,
  docsUrl: string,
) {
  if (left === null) return failureJson(requestId, NOT_CREATED.invalid, errors);
  const cleanUp = `Failed to cleanup external resources. Phone number marked as corrupted. Please see documentation for manual cleanup: ${docsUrl}`;
  const base = [...(errors["base"] ?? []), cleanUp];
  return {
    ...failureJson(requestId, NOT_CREATED.invalid, { ...errors, base }),
    item: numberJson(left),
  };
}
