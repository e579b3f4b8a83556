import type { Api } from "../api.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";

const doc: RouteDoc = {
  summary: "Metrics for Prometheus",
  description: "Counts, ages and delays. It names no number, no id and no person, and needs no token.",
  answers: { 200: { description: "The metrics.", content: { mediaType: "text/plain" } } },
};

/** GET /metrics: what Prometheus scrapes. */
export function addMetrics(api: Api, scrape: () => Promise<{ contentType: string; text: string }>): void {
  api.get("/metrics", { config: { open: true, doc } }, async (_request, reply) => {
    const { contentType, text } = await scrape();
    return reply.type(contentType).send(text);
  });
}
