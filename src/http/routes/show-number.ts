import type { Api, ApiOperations } from "../api.ts";
import { numberJson } from "../number-json.ts";
import { oneNumber } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { phoneNumberId } from "../phone-number-id.ts";

const doc: RouteDoc = {
  summary: "Show a number",
  description: "With everything that it owns outside the database, and what is known of it.",
  answers: { 200: { description: "The number.", content: oneNumber } },
};

/** GET /api/v2/phone_numbers/{id} */
export function addShowNumber(api: Api, operations: Pick<ApiOperations, "showNumber">): void {
  api.get("/api/v2/phone_numbers/:id", { config: { scope: "read", doc } }, async (request) => {
    const found = await operations.showNumber({ id: phoneNumberId(request.params) });
    return { success: true, item: numberJson(found) };
  });
}
