import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/observability/logger.ts";
import { inRequest } from "../../src/observability/request-scope.ts";

const SID = `TK${"a1".repeat(16)}`;

/** Collects what the logger writes. */
function capture(level: "debug" | "info" | "silent" | "error" = "info", secrets: string[] = []) {
  const lines: string[] = [];
  const log = createLogger({ level, secrets, destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? "null") };
}

describe("the log", () => {
  it("writes one JSON object a line, with level and time in words", () => {
    const { log, lines, last } = capture();
    log.warn({ numberId: 42 }, "careful");
    expect(lines).toHaveLength(1);
    expect(last()).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      numberId: 42,
      msg: "careful",
    });
  });

  it("keeps to its level", () => {
    const { log, lines } = capture("error");
    log.info({}, "a");
    log.warn({}, "b");
    log.error({}, "c");
    expect(lines).toHaveLength(1);
  });

  it("names the request that is being worked on, also after an await", async () => {
    const { log, last } = capture();
    await inRequest("request-1", async () => {
      await Promise.resolve();
      log.info({}, "inside");
    });
    expect(last().requestId).toBe("request-1");
    log.info({}, "outside");
    expect(last()).not.toHaveProperty("requestId");
  });

  it.each([
    "authorization",
    "Authorization",
    "auth_token",
    "authToken",
    "password",
    "response_url",
    "responseUrl",
    "trigger_id",
    "token",
    "cookie",
    "api-secret",
  ])("blacks out %s at any depth", (key) => {
    const { log, lines } = capture();
    log.info({ [key]: "hunter2", a: [{ b: { [key]: { c: "hunter2" } } }] }, "x");
    expect(lines.join()).not.toContain("hunter2");
  });

  it.each([
    ["xoxb-12-34-abcDEF", "a bot token"],
    ["xoxe.xoxp-1-abc", "a rotated token"],
    ["xapp-1-A0-1-abc", "an app token"],
    ["https://hooks.slack.com/commands/T1/2/abc", "a response_url"],
    ["0123456789abcdef0123456789abcdef", "a Twilio auth token"],
  ])("blacks out %s (%s) inside any text", (secret) => {
    const { log, lines } = capture();
    log.info({ detail: `before ${secret} after` }, `said "${secret}"`);
    log.error({ err: new Error(`failed with ${secret}`, { cause: new Error(secret) }) }, "x");
    expect(lines.join()).not.toContain(secret);
    expect(lines[0]).toContain("before [redacted] after");
  });

  it("blacks out headers and passwords of addresses inside texts", () => {
    const { log, last } = capture();
    log.info(
      {},
      "sent Authorization: Bearer abcdefgh.123 and Basic QUM6dG9rZW4= to postgres://user:pa.ss@host/db",
    );
    expect(last().msg).toBe(
      "sent Authorization: Bearer [redacted] and Basic [redacted] to postgres://user:[redacted]@host/db",
    );
  });

  it("blacks out the installation's own secrets wherever they stand, as they are written in JSON", () => {
    const { log, lines } = capture("info", ['sec"ret\\1', "short"]);
    log.info({ a: 'x sec"ret\\1 y', b: "short" }, 'sec"ret\\1');
    expect(lines[0]).not.toContain("ret");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ a: "x [redacted] y", b: "short", msg: "[redacted]" });
  });

  it("keeps ids whole: they are copied out of logs", () => {
    const { log, last } = capture();
    log.info({ sid: SID, account: `AC${"0".repeat(32)}`, run: "7f3c2a10-1b2c-4d5e-8f90-123456789abc" }, SID);
    expect(last()).toMatchObject({ sid: SID, account: `AC${"0".repeat(32)}`, msg: SID });
    expect(last().run).toBe("7f3c2a10-1b2c-4d5e-8f90-123456789abc");
  });

  it("writes of an error what helps, and nothing that an SDK hung on it", () => {
    const { log, last, lines } = capture();
    const error = Object.assign(new Error("Request failed"), {
      code: "ECONNREFUSED",
      config: { headers: { Authorization: "Basic hunter2" }, data: "Password=hunter2" },
      request: { body: "hunter2" },
    });
    log.error({ err: error }, "x");
    expect(last().err).toEqual({
      name: "Error",
      message: "Request failed",
      code: "ECONNREFUSED",
      stack: expect.stringContaining("logger.test.ts"),
    });
    expect(lines.join()).not.toContain("hunter2");
  });

  it("survives whatever it is given", () => {
    const { log, lines } = capture();
    const loop: Record<string, unknown> = {
      big: 10n,
      bytes: Buffer.from("hunter2"),
      map: new Map([["a", 1]]),
    };
    loop["self"] = loop;
    log.error({ loop, err: "a text", none: undefined, nothing: null }, "x");
    log.error({ err: new AggregateError([new Error("one")], "many") }, "y");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? "").err.errors[0].message).toBe("one");
  });
});
