import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { OpenapiDocument } from "../../src/http/openapi/build-document.ts";
import { startServer } from "./api-harness.ts";

async function openDocument(): Promise<OpenapiDocument> {
  const server = await startServer();
  const { status, body } = await server.call("GET", "/openapi.json", { token: null });
  expect(status).toBe(200);
  return body as OpenapiDocument;
}

describe("/openapi.json", () => {
  it("tells of every endpoint, its scope and its answers", async () => {
    const { openapi, paths } = await openDocument();
    expect(openapi).toBe("3.1.0");
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => [
        `${method.toUpperCase()} ${path}`,
        Object.keys(responses).join(" "),
      ]),
    );
    expect(Object.fromEntries(told)).toEqual({
      "GET /healthz": "200",
      "GET /readyz": "200 503",
      "GET /metrics": "200",
      "GET /runbook": "200",
      "GET /openapi.json": "200",
      "GET /docs": "200",
      "GET /api/v2/phone_numbers": "200 401 422 429 500 503",
      "GET /api/v2/phone_numbers/{id}": "200 401 404 429 500 503",
      "POST /api/v2/phone_numbers": "201 400 401 403 409 413 415 422 429 500 502 503",
      "POST /api/v2/phone_numbers/import": "201 400 401 403 409 413 415 422 429 500 502 503",
      "POST /api/v2/phone_numbers/{id}/corrupt": "200 400 401 403 404 409 413 415 422 429 500 503",
      "DELETE /api/v2/phone_numbers/{id}": "200 401 403 404 409 413 422 429 500 502 503",
      "DELETE /api/v2/phone_numbers/{id}/force": "200 401 403 404 409 413 422 429 500 503",
    });
  });

  it("needs a token for everything under /api and nothing else", async () => {
    const { paths } = await openDocument();
    for (const [path, methods] of Object.entries(paths))
      for (const { security } of Object.values(methods))
        expect(security, path).toEqual(path.startsWith("/api/") ? [{ token: [] }] : []);
  });

  it("holds forms that a strict validator takes, and that say what the parser says", async () => {
    const { components } = await openDocument();
    const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
    ajv.addFormat("date-time", true);
    ajv.addKeyword("components");
    ajv.addSchema({ $id: "lineman", components });
    const judge = (name: string, value: unknown) =>
      ajv.getSchema(`lineman#/components/schemas/${name}`)?.(value);
    for (const name of Object.keys(components.schemas)) expect(judge(name, "x"), name).toBe(false);
    const number = { phone_number: "+14155551234", label: "Support Line" };
    expect(judge("CreatePhoneNumber", { ...number, extra: 1 })).toBe(true);
    expect(judge("CreatePhoneNumber", { ...number, phone_number: "415" })).toBe(false);
    expect(judge("CreatePhoneNumber", { ...number, provider: "other" })).toBe(false);
    const policies = (sid: string) => ({ ...number, twilio_connection_policy_sids: [sid] });
    expect(judge("ImportPhoneNumber", policies(`AL${"a".repeat(32)}`))).toBe(true);
    expect(judge("ImportPhoneNumber", policies(`TK${"a".repeat(32)}`))).toBe(false);
    expect(judge("ReportCorruption", { message: "x" })).toBe(false);
  });

  it("gives each operation a name of its own", async () => {
    const { paths } = await openDocument();
    const names = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("/docs", () => {
  it("is a page that loads nothing, runs nothing, and leaves no link without its end", async () => {
    const server = await startServer();
    const { status, body, headers } = await server.call("GET", "/docs", { token: null });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    const page = String(body);
    expect(page).not.toMatch(/<script|<img|<link|src=/i);
    const ends = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((id) => !ends.includes(id))).toEqual([]);
    for (const path of ["/api/v2/phone_numbers/{id}/force", "/metrics", "Idempotency-Key"])
      expect(page).toContain(path);
  });
});
