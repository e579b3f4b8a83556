import type { Api, ApiOperations } from "../api.ts";
import { phoneNumberId } from "../phone-number-id.ts";

/** DELETE /api/v2/phone_numbers/{id}/force: the caller with the token takes the responsibility. */
export function addForceDeleteNumber(
  api: Api,
  operations: Pick<ApiOperations, "forceDeleteByApi">,
  docsUrl: string,
): void {
  const config = { scope: "force", words: { unexpected: "Failed to force delete phone number" } } as const;
  api.delete("/api/v2/phone_numbers/:id/force", { config }, async (request) => {
    await operations.forceDeleteByApi(phoneNumberId(request.params), request.tokenName);
    return {
      success: true,
      force_deleted: true,
      message: `Phone number force deleted successfully. Please manually cleanup external resources if needed. See: ${docsUrl}`,
    };
  });
}
