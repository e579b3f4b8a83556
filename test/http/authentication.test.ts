import { describe, expect, it } from "vitest";
import { createBearerAuthentication } from "../../src/http/bearer-authentication.ts";
import { aFoundNumber, REQUEST_ID, startServer, TOKENS } from "./api-harness.ts";

const UNAUTHORIZED = { success: false, message: "Unauthorized", request_id: REQUEST_ID };
const everything = {
  listNumbers: async () => ({ items: [], totalCount: 0 }),
  showNumber: async () => ({ ...aFoundNumber(), run: null, incident: null }),
  importNumber: async () => ({ ...aFoundNumber(), unseen: [] }),
  deleteNumber: async () => ({ outcome: "removed" }) as const,
  reportCorruption: async () => aFoundNumber(),
  forceDeleteByApi: async () => {},
};
const ROUTES = [
  ["GET", "/api/v2/phone_numbers", "read"],
  ["GET", "/api/v2/phone_numbers/42", "read"],
  ["POST", "/api/v2/phone_numbers", "write"],
  ["POST", "/api/v2/phone_numbers/import", "write"],
  ["POST", "/api/v2/phone_numbers/42/corrupt", "write"],
  ["DELETE", "/api/v2/phone_numbers/42", "write"],
  ["DELETE", "/api/v2/phone_numbers/42/force", "force"],
] as const;
const BODY = { phone_number: "+14155551234", label: "Support Line", cause: "in_use", message: "" };
const bodyFor = (method: string) => (method === "POST" ? { body: BODY } : {});

describe("authentication", () => {
  it.each(ROUTES)("answers %s %s with 401 to every caller without a known token", async (method, path) => {
    const server = await startServer(everything);
    const wrong = [
      null,
      "wrong-".padEnd(40, "x"),
      "",
      TOKENS.all.slice(0, -1),
      `${TOKENS.all}x`,
      TOKENS.all.toUpperCase(),
    ];
    for (const token of wrong) {
      const { status, body, headers } = await server.call(method, path, { token, ...bodyFor(method) });
      expect({ status, body }).toEqual({ status: 401, body: UNAUTHORIZED });
      expect(headers.get("www-authenticate")).toBe("Bearer");
    }
    const basic = await server.call(method, path, {
      token: null,
      headers: { authorization: `Basic ${TOKENS.all}` },
      ...bodyFor(method),
    });
    expect(basic.status).toBe(401);
  });

  it.each(ROUTES)(
    "answers %s %s with 401 to everybody where no token is configured",
    async (method, path) => {
      const server = await startServer(everything, { tokens: [] });
      for (const token of [null, "", TOKENS.all]) {
        const { status, body } = await server.call(method, path, { token, ...bodyFor(method) });
        expect({ status, body }).toEqual({ status: 401, body: UNAUTHORIZED });
      }
    },
  );

  it("asks for a token however the address is spelled", async () => {
    const server = await startServer(everything);
    const spellings = [
      "/%61pi/v2/phone_numbers",
      "/api/v2/phone_numbers/",
      "/api/v2/phone%5Fnumbers",
      "/api/v2/phone_numbers?page=1",
      "/api/v2/phone_numbers/%zz",
      `/api/v2/phone_numbers/${"1".repeat(300)}`,
      "/api/nothing",
    ];
    for (const path of spellings) expect((await server.call("GET", path, { token: null })).status).toBe(401);
  });

  it("locks HEAD as it locks GET", async () => {
    const server = await startServer(everything);
    expect((await server.call("HEAD", "/api/v2/phone_numbers", { token: null })).status).toBe(401);
    expect((await server.call("HEAD", "/api/v2/phone_numbers")).status).toBe(200);
    expect((await server.call("HEAD", "/healthz", { token: null })).status).toBe(200);
  });

  it("takes the scheme in any case", async () => {
    const server = await startServer(everything);
    const answer = await server.call("GET", "/api/v2/phone_numbers", {
      token: null,
      headers: { authorization: `bearer ${TOKENS.read}` },
    });
    expect(answer.status).toBe(200);
  });

  it.each(ROUTES)("lets at %s %s only tokens with the scope for it", async (method, path, needed) => {
    const server = await startServer(everything);
    for (const scope of ["read", "write", "force", "all"] as const) {
      const { status, body } = await server.call(method, path, { token: TOKENS[scope], ...bodyFor(method) });
      const allowed = scope === "all" || scope === needed || needed === "read";
      if (allowed) expect(status).toBeLessThan(300);
      else
        expect({ status, body }).toEqual({
          status: 403,
          body: {
            success: false,
            message: `The token "ci-${scope}" has the scope ${scope}, this needs the scope ${needed}. A token with the scope ${needed}, or without a scope, may do it.`,
            request_id: REQUEST_ID,
          },
        });
    }
  });

  it("names the caller's token to the operation", async () => {
    const actors: unknown[] = [];
    const server = await startServer({
      deleteNumber: async (_id, actor) => {
        actors.push(actor);
        return { outcome: "removed" };
      },
    });
    await server.call("DELETE", "/api/v2/phone_numbers/42", { token: TOKENS.write });
    expect(actors).toEqual([{ kind: "api_token", name: "ci-write" }]);
  });

  it("finds one of many tokens, and none for what is not one", () => {
    const tokens = ["a", "b"].map((letter) => ({
      name: letter,
      token: letter.repeat(32),
      scope: "all" as const,
    }));
    const authenticate = createBearerAuthentication(tokens);
    expect(authenticate(`Bearer ${"b".repeat(32)}`)?.name).toBe("b");
    expect(authenticate("Bearer")).toBeNull();
    expect(authenticate(`Bearer ${"a".repeat(32)} ${"b".repeat(32)}`)).toBeNull();
    expect(authenticate("b".repeat(32))).toBeNull();
    expect(authenticate(undefined)).toBeNull();
  });
});
