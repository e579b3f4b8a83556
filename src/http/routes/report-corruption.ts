import type { Api, ApiOperations } from "../api.ts";
import { parseFields } from "../field-faults.ts";
import { numberJson } from "../number-json.ts";
import { phoneNumberId } from "../phone-number-id.ts";
import { fields, longText, text } from "../plain-schemas.ts";

const reportSchema = fields({
  /** One of Lineman's causes, or the platform's own word. */
  cause: text(200),
  message: longText(2000)
    .nullish()
    .transform((message) => message ?? ""),
});

/** POST /api/v2/phone_numbers/{id}/corrupt: the platform reports a failed teardown of its own. */
export function addReportCorruption(api: Api, operations: Pick<ApiOperations, "reportCorruption">): void {
  const config = { scope: "write", words: { invalid: "Failed to mark phone number as corrupted" } } as const;
  api.post("/api/v2/phone_numbers/:id/corrupt", { config }, async (request) => {
    const id = phoneNumberId(request.params);
    const report = parseFields(reportSchema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    return { success: true, item: numberJson(await operations.reportCorruption(id, report, actor)) };
  });
}
