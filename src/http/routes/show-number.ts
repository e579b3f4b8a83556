import type { Api, ApiOperations } from "../api.ts";
import { numberJson } from "../number-json.ts";
import { phoneNumberId } from "../phone-number-id.ts";

/** GET /api/v2/phone_numbers/{id} */
export function addShowNumber(api: Api, operations: Pick<ApiOperations, "showNumber">): void {
  api.get("/api/v2/phone_numbers/:id", { config: { scope: "read" } }, async (request) => {
    const found = await operations.showNumber({ id: phoneNumberId(request.params) });
    return { success: true, item: numberJson(found) };
  });
}
