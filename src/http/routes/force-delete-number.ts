import type { Api, ApiOperations } from "../api.ts";
import type { Once } from "../idempotency.ts";
import { forceDeletedNumber } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { phoneNumberId } from "../phone-number-id.ts";

const doc: RouteDoc = {
  summary: "Remove the record of a corrupted number",
  description:
    "Removes the record and nothing outside. It cannot be undone. What is not proven gone goes to the register of leftovers.",
  answers: { 200: { description: "The record is removed.", content: forceDeletedNumber } },
};

/** DELETE /api/v2/phone_numbers/{id}/force: the caller with the token takes the responsibility. */
export function addForceDeleteNumber(
  api: Api,
  operations: Pick<ApiOperations, "forceDeleteByApi">,
  { once, docsUrl }: { once: Once; docsUrl: string },
): void {
  const config = {
    scope: "force",
    words: { unexpected: "Failed to force delete phone number" },
    doc,
  } as const;
  const handle = once(async (request) => {
    await operations.forceDeleteByApi(phoneNumberId(request.params), request.tokenName);
    const message = `Phone number force deleted successfully. Please manually cleanup external resources if needed. See: ${docsUrl}`;
    return { status: 200, body: { success: true, force_deleted: true, message } };
  });
  api.delete("/api/v2/phone_numbers/:id/force", { config }, handle);
}
