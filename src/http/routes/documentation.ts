import type { Api } from "../api.ts";
import { docsPage } from "../docs-page.ts";
import { anyObject } from "../openapi/answers.ts";
import { buildDocument, type OpenapiDocument } from "../openapi/build-document.ts";
import type { DocumentedRoute, RouteDoc } from "../openapi/route-doc.ts";
import { PAGE_HEADERS } from "../page.ts";

const DOCUMENT: RouteDoc = {
  summary: "This document",
  description: "OpenAPI 3.1, made of the schemas that requests are parsed with.",
  answers: { 200: { description: "The document.", content: anyObject } },
};
const PAGE: RouteDoc = {
  summary: "This document, to read",
  description: "A page that loads nothing and runs nothing.",
  answers: { 200: { description: "A page to read.", content: { mediaType: "text/html" } } },
};

/** HEAD comes with GET and is not told of. */
const METHODS = ["GET", "POST", "DELETE"] as const;

/** GET /openapi.json and GET /docs: every route that is added from now on and says something of itself. */
export function addDocumentation(api: Api, version: string): void {
  const routes: DocumentedRoute[] = [];
  api.addHook("onRoute", ({ method, path, config }) => {
    const { doc, scope } = config ?? {};
    const documented = METHODS.find((name) => name === method);
    if (doc !== undefined && documented !== undefined)
      routes.push({ method: documented, path, scope: scope ?? null, doc });
  });
  let built: { document: OpenapiDocument; page: string } | null = null;
  const build = () => {
    const document = buildDocument(routes, version);
    built ??= { document, page: docsPage(document) };
    return built;
  };
  api.addHook("onReady", async () => void build());
  api.get("/openapi.json", { config: { open: true, doc: DOCUMENT } }, () => build().document);
  api.get("/docs", { config: { open: true, doc: PAGE } }, (_request, reply) =>
    reply.headers(PAGE_HEADERS).send(build().page),
  );
}
