import { describe, expect, it } from "vitest";
import { answer, startServer, TOKENS, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const TOO_MANY = answer(429, "Too many requests: try again later");
const list = { listNumbers: async () => ({ items: [], totalCount: 0 }) };

async function limited(limits = { perToken: 2, perStranger: 2 }) {
  return startServer(list, { limits });
}

describe("request limits", () => {
  it("hold for each token, and say when to come back", async () => {
    const server = await limited();
    const ask = (token: string) => server.call("GET", PATH, { token });
    for (let time = 0; time < 2; time += 1) expect((await ask(TOKENS.all)).status).toBe(200);
    const refused = await ask(TOKENS.all);
    expect(told(refused)).toEqual(TOO_MANY);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.headers.get("x-request-id")).toBe("request-0001");
    expect((await ask(TOKENS.read)).status).toBe(200);
  });

  const REJECTED = [`${PATH}/%zz`, "/api/v2/%FF", `${PATH}/${"1".repeat(300)}`];
  it.each(REJECTED)("hold for a token at %s, which no router takes", async (path) => {
    const server = await limited();
    const ask = (token: string) => server.call("GET", path, { token });
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await ask(TOKENS.read);
      expect(status).toBe(404);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-request-id")).toBe("request-0001");
    }
    const refused = await ask(TOKENS.read);
    expect(told(refused)).toEqual(TOO_MANY);
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
    expect((await server.call("GET", PATH, { token: TOKENS.read })).status).toBe(429);
    expect((await ask(TOKENS.all)).status).toBe(404);
  });

  it("hold for strangers by their address, however they spell what they ask for", async () => {
    const server = await limited();
    const guess = (path: string, token: string | null) => server.call("GET", path, { token });
    expect((await guess(PATH, null)).status).toBe(401);
    expect((await guess(`${PATH}/%zz`, "wrong".padEnd(40, "x"))).status).toBe(401);
    for (const path of [PATH, `${PATH}/%zz`, "/api/nothing"]) {
      const refused = await guess(path, "other".padEnd(40, "x"));
      expect(told(refused)).toEqual(TOO_MANY);
      expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
      expect(refused.headers.get("www-authenticate")).toBeNull();
    }
  });

  it("let a known token in although strangers share its address", async () => {
    const server = await limited();
    for (let time = 0; time < 5; time += 1) await server.call("GET", PATH, { token: null });
    expect((await server.call("GET", PATH)).status).toBe(200);
  });

  it("count a token whose scope does not suffice", async () => {
    const server = await limited();
    const ask = () => server.call("DELETE", `${PATH}/42`, { token: TOKENS.read });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([403, 403, 429]);
  });

  it("do not hold for what balancers, monitors and people without a token ask for", async () => {
    const server = await limited({ perToken: 0, perStranger: 0 });
    for (const path of ["/healthz", "/readyz", "/runbook"])
      for (let time = 0; time < 3; time += 1)
        expect((await server.call("GET", path, { token: null })).status).toBe(200);
  });
});
