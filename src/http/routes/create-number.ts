import type { CreateOutcome } from "../../operations/operations.ts";
import type { Api, ApiOperations } from "../api.ts";
import { createSchema } from "../create-schema.ts";
import { createdJson, NOT_CREATED } from "../created-json.ts";
import { failureJson } from "../failure-json.ts";
import { parseFields } from "../field-faults.ts";
import { numberJson } from "../number-json.ts";

/** POST /api/v2/phone_numbers: sets a number up with its resources; without a provider it is only recorded. */
export function addCreateNumber(
  api: Api,
  operations: Pick<ApiOperations, "createNumber" | "importNumber">,
  docsUrl: string,
): void {
  const config = { scope: "write", words: NOT_CREATED } as const;
  api.post("/api/v2/phone_numbers", { config }, async (request, reply) => {
    const wish = parseFields(createSchema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    if (wish.provider === null)
      return reply.code(201).send(createdJson(await operations.importNumber(wish.request, actor)));
    const outcome = await operations.createNumber(wish.request, actor);
    if (outcome.outcome === "created") return reply.code(201).send(createdJson({ ...outcome, unseen: [] }));
    return reply.code(422).send(notCreatedJson(request.id, outcome, docsUrl));
  });
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
