import type { Api } from "../api.ts";
import { runbookPage } from "../runbook-page.ts";

/** Nothing may be loaded by the page, and nothing runs in it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GET /runbook: the manual clean-up guide that alerts link to. Open to everybody: it names no number and no secret. */
export function addRunbook(api: Api, markdown: string): void {
  const page = runbookPage(markdown);
  api.get("/runbook", { config: { open: true } }, (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .headers({ "content-security-policy": CONTENT_SECURITY_POLICY, "cache-control": "max-age=60" })
      .send(page),
  );
}
