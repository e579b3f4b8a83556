import type { Api } from "../api.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";
import { PAGE_HEADERS } from "../page.ts";
import { runbookPage } from "../runbook-page.ts";

const doc: RouteDoc = {
  summary: "The manual clean-up guide",
  description: "What to do about each cause and each kind of resource, with an anchor for each.",
  answers: { 200: { description: "A page to read.", content: { mediaType: "text/html" } } },
};

/** GET /runbook: the manual clean-up guide that alerts link to. Open to everybody: it names no number and no secret. */
export function addRunbook(api: Api, markdown: string): void {
  const page = runbookPage(markdown);
  api.get("/runbook", { config: { open: true, doc } }, (_request, reply) =>
    reply.headers(PAGE_HEADERS).send(page),
  );
}
