import type { Api, ApiOperations } from "../api.ts";
import { parseFields } from "../field-faults.ts";
import type { Once } from "../idempotency.ts";
import { numberJson } from "../number-json.ts";
import { oneNumber } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { phoneNumberId } from "../phone-number-id.ts";
import { fields, longText, text } from "../plain-schemas.ts";

const reportSchema = fields({
  /** One of Lineman's causes, or the platform's own word. */
  cause: text(200),
  message: longText(2000)
    .nullish()
    .transform((message) => message ?? ""),
});

const doc: RouteDoc = {
  summary: "Report a failed teardown of one's own",
  description: "The number becomes corrupted, and on-call staff are alerted.",
  body: { name: "ReportCorruption", schema: reportSchema },
  answers: { 200: { description: "The number as it is now.", content: oneNumber } },
};

/** POST /api/v2/phone_numbers/{id}/corrupt: the platform reports a failed teardown of its own. */
export function addReportCorruption(
  api: Api,
  operations: Pick<ApiOperations, "reportCorruption">,
  { once }: { once: Once },
): void {
  const config = {
    scope: "write",
    words: { invalid: "Failed to mark phone number as corrupted" },
    doc,
  } as const;
  const handle = once(async (request) => {
    const id = phoneNumberId(request.params);
    const report = parseFields(reportSchema, request.body ?? {});
    const actor = { kind: "api_token", name: request.tokenName } as const;
    const item = numberJson(await operations.reportCorruption(id, report, actor));
    return { status: 200, body: { success: true, item } };
  });
  api.post("/api/v2/phone_numbers/:id/corrupt", { config }, handle);
}
