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

  it("says the rules that no form can say, where the field is", async () => {
    const { components } = await openDocument();
    const told = (form: string, ...path: string[]) => {
      let at: unknown = components.schemas[form];
      for (const name of path) {
        const { anyOf } = at as { anyOf?: unknown[] };
        at = ((anyOf?.[0] ?? at) as { properties: Record<string, unknown> }).properties[name];
      }
      return (at as { description?: string }).description;
    };
    for (const field of ["twilio_account_sid", "twilio_auth_token"])
      expect(told("CreatePhoneNumber", field)).toContain(
        "Required with provider twilio; not kept without it",
      );
    expect(told("CreatePhoneNumber", "twilio_region")).toContain("by default us1");
    expect(told("ImportPhoneNumber", "twilio_region")).toContain("left out beside an account: us1");
    expect(told("ImportPhoneNumber", "twilio_account_sid")).toContain("TWILIO_ACCOUNT_SID");
    expect(told("ImportPhoneNumber", "livekit_host")).toContain("the LiveKit project of this installation");
    expect(told("ImportPhoneNumber", "livekit_outbound_trunk_id")).toContain("Needs livekit_trunk_id");
    for (const form of ["CreatePhoneNumber", "ImportPhoneNumber"]) {
      expect(told(form, "inbound_trunk", "has_auth_credentials")).toContain("Must not be true in a create");
      expect(told(form, "outbound_trunk", "address")).toContain("puts the termination domain here");
      for (const field of ["supports_inbound", "supports_outbound"])
        expect(components.schemas[form]?.["properties"]).toMatchObject({ [field]: { default: false } });
      expect(JSON.stringify(components.schemas[form])).toContain(
        "an IP address, alone or with a prefix length",
      );
    }
  });

  it("tells where Retry-After and Idempotency-Replayed are sent", async () => {
    const { paths } = await openDocument();
    const told = (name: string) =>
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { responses }]) => {
          const statuses = Object.keys(responses).filter(
            (status) => name in (responses[status]?.headers ?? {}),
          );
          return statuses.length === 0 ? [] : [`${method} ${path}: ${statuses.join(" ")}`];
        }),
      );
    const N = "/api/v2/phone_numbers";
    expect(told("Retry-After").sort()).toEqual(
      [
        `get ${N}: 429 503`,
        `get ${N}/{id}: 429 503`,
        `post ${N}: 409 429 503`,
        `post ${N}/import: 409 429 503`,
        `post ${N}/{id}/corrupt: 409 429 503`,
        `delete ${N}/{id}: 409 429 503`,
        `delete ${N}/{id}/force: 409 429 503`,
      ].sort(),
    );
    expect(told("Idempotency-Replayed").sort()).toEqual(
      [
        `post ${N}: 201 422`,
        `post ${N}/import: 201 422`,
        `post ${N}/{id}/corrupt: 200 422`,
        `delete ${N}/{id}: 200 422`,
        `delete ${N}/{id}/force: 200 422`,
      ].sort(),
    );
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

  const read = async (path: string) => {
    const server = await startServer();
    return { server, page: String((await server.call("GET", path, { token: null })).body) };
  };

  it("says near its top how to send a token, with one request to try", async () => {
    const { page } = await read("/docs");
    const top = page.slice(0, page.indexOf("Endpoints"));
    expect(top).toContain("sent with each request as Authorization: Bearer &lt;token&gt;.");
    expect(top).toContain(
      "curl -H 'Authorization: Bearer &lt;token&gt;' https://&lt;this host&gt;/api/v2/phone_numbers<",
    );
  });

  it.each(["/docs", "/docs/", "/runbook/"])("leads on from %s", async (path) => {
    const { server, page } = await read(path);
    const links = [...page.matchAll(/href="([^"#]+)"/g)].map(([, link]) => String(link));
    const own = links.filter((link) => !link.startsWith("https://"));
    if (path !== "/runbook/") expect(own).toEqual(["/openapi.json", "/runbook"]);
    for (const link of own) {
      const { pathname } = new URL(link, `${server.url}${path}`);
      expect([link, (await server.call("GET", pathname, { token: null })).status]).toEqual([link, 200]);
    }
  });

  it("shows forms as people say them: no patterns, null once, the fields of a trunk one by one", async () => {
    const { page } = await read("/docs");
    expect(page).not.toMatch(/<code>\^|null or null|null; or null/);
    expect(page).toContain("<td>text (AC followed by 32 hex digits); or null</td>");
    expect(page).toContain("<td>text like <code>+14155551234</code></td><td>E.164; unique.</td>");
    expect(page).toContain("<td>list of at most 20: text (CL followed by 32 hex digits); or null</td>");
    expect(page).toContain(
      "<td>null, or object of <ul><li><code>address</code>: text, 1..255 characters; or null. ",
    );
    expect(page).toContain(
      "<li><code>headers</code>: object (at most 20 fields), each field: text, 1..1000 characters; or null. By name.</li>",
    );
    expect(page).toContain(
      "<td>whole number; or null</td><td>Null where the page was found by after_id.</td>",
    );
  });
});
