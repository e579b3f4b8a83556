import { describe, expect, it } from "vitest";
import { startServer, told } from "./api-harness.ts";

describe("health", () => {
  it("is alive", async () => {
    const server = await startServer();
    expect(told(await server.call("GET", "/healthz", { token: null }))).toEqual({
      status: 200,
      body: { success: true, status: "ok" },
    });
  });

  it("is ready where every check is", async () => {
    const since = new Date("2026-01-15T03:12:00.500Z");
    const server = await startServer(
      {},
      { readiness: async () => [{ name: "database", ok: true, since, why: null }] },
    );
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 200,
      body: {
        success: true,
        checks: [{ name: "database", ok: true, since: "2026-01-15T03:12:00Z", why: null }],
      },
    });
  });

  it("is not ready where one check is not, and says which and why", async () => {
    const checks = [
      { name: "database", ok: true, since: null, why: null },
      { name: "slack", ok: false, since: null, why: "Slack does not know the token" },
    ];
    const server = await startServer({}, { readiness: async () => checks });
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 503,
      body: { success: false, checks },
    });
  });

  it("is not ready where the checks fail", async () => {
    const server = await startServer(
      {},
      {
        readiness: async () => {
          throw new Error("postgres://u:pw@h");
        },
      },
    );
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 503,
      body: {
        success: false,
        checks: [{ name: "readiness", ok: false, since: null, why: "the checks could not be made" }],
      },
    });
  });
});
