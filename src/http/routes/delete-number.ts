import type { Api, ApiOperations } from "../api.ts";
import { failureJson } from "../failure-json.ts";
import type { Once } from "../idempotency.ts";
import { deletedNumber } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { PROVIDER_FAILS } from "../openapi/shared-answers.ts";
import { phoneNumberId } from "../phone-number-id.ts";

const doc: RouteDoc = {
  summary: "Delete a number",
  description:
    "Removes what the number owns at Twilio and LiveKit, then its record, and waits. Where that fails (422) the number stays, " +
    "corrupted, and on-call staff are alerted. A client that goes away does not stop it.",
  answers: { 200: { description: "Everything is removed.", content: deletedNumber }, ...PROVIDER_FAILS },
};

/** DELETE /api/v2/phone_numbers/{id}: the teardown, waited for. A number whose teardown fails stays, corrupted. */
export function addDeleteNumber(
  api: Api,
  operations: Pick<ApiOperations, "deleteNumber">,
  { once, docsUrl }: { once: Once; docsUrl: string },
): void {
  const handle = once(async (request) => {
    const actor = { kind: "api_token", name: request.tokenName } as const;
    const { outcome } = await operations.deleteNumber(phoneNumberId(request.params), actor);
    if (outcome === "removed")
      return { status: 200, body: { success: true, message: "Phone number deleted successfully" } };
    const advice = `Failed to cleanup external resources. Phone number marked as corrupted. Please see documentation for manual cleanup: ${docsUrl}`;
    const body = failureJson(request.id, "Failed to delete phone number", { base: [advice] });
    return { status: 422, body };
  });
  api.delete("/api/v2/phone_numbers/:id", { config: { scope: "write", doc } }, handle);
}
