import type { Api, ApiOperations } from "../api.ts";
import { failureJson } from "../failure-json.ts";
import { phoneNumberId } from "../phone-number-id.ts";

/** DELETE /api/v2/phone_numbers/{id}: the teardown, waited for. A number whose teardown fails stays, corrupted. */
export function addDeleteNumber(
  api: Api,
  operations: Pick<ApiOperations, "deleteNumber">,
  docsUrl: string,
): void {
  api.delete("/api/v2/phone_numbers/:id", { config: { scope: "write" } }, async (request, reply) => {
    const actor = { kind: "api_token", name: request.tokenName } as const;
    const { outcome } = await operations.deleteNumber(phoneNumberId(request.params), actor);
    if (outcome === "removed") return { success: true, message: "Phone number deleted successfully" };
    const advice = `Failed to cleanup external resources. Phone number marked as corrupted. Please see documentation for manual cleanup: ${docsUrl}`;
    return reply.code(422).send(failureJson(request.id, "Failed to delete phone number", { base: [advice] }));
  });
}
