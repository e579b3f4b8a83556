import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Cause } from "../../src/domain/cause.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import type { Fault } from "../../standins/faults.ts";
import { expectNoSecret } from "./expect-no-secret.ts";
import {
  AC,
  ACCESS,
  BASIC,
  LIMITS,
  refTo,
  setUpTwilio,
  stepFor,
  TOKEN,
  type TwilioSetup,
} from "./twilio-setup.ts";

type Answer = Omit<Extract<Fault, { kind: "answer" }>, "kind">;

const json = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});
const rfc9457 = (status: number, code: number, title: string, detail: string): Answer => ({
  status,
  contentType: "application/problem+json",
  body: { type: "about:blank", title, status, code, detail },
});
const html = (status: number): Answer => ({ status, body: "<html><h1>Bad gateway</h1></html>" });

/** What Twilio, or something on the way to it, answers; then what people are told. */
const ANSWERS: [name: string, Answer, Cause, providerCode: string, message: string | RegExp][] = [
  [
    "a wrong token",
    json(401, 20003, "Authenticate"),
    "credentials",
    "20003",
    "Twilio rejected the credentials (error 20003: Authenticate)",
  ],
  ["20003 under another status", json(403, 20003, "Permission denied"), "credentials", "20003", /20003/],
  [
    "test credentials",
    json(403, 20008, "Resource not accessible with Test Account Credentials"),
    "credentials",
    "20008",
    /20008/,
  ],
  ["a 401 of a proxy", html(401), "credentials", "401", "Twilio rejected the credentials (HTTP 401)"],
  [
    "a restricted key",
    json(401, 70051, "Authorization Error"),
    "permission",
    "70051",
    "Twilio says that the credentials lack a permission (error 70051: Authorization Error)",
  ],
  ["access denied", json(403, 20403, "403 Forbidden"), "permission", "20403", /20403/],
  ["access denied to the URI", json(401, 20006, "Access Denied"), "permission", "20006", /20006/],
  ["a 403 without a code", html(403), "permission", "403", /HTTP 403/],
  [
    "an account that is not active",
    json(403, 20005, "Account not active"),
    "account_inactive",
    "20005",
    /20005/,
  ],
  [
    "an account that is not active, by the old code",
    json(401, 10001, "Account is not active"),
    "account_inactive",
    "10001",
    /10001/,
  ],
  [
    "an account that is not active, elsewhere",
    json(400, 90010, "Account is not active"),
    "account_inactive",
    "90010",
    /90010/,
  ],
  [
    "too many requests",
    json(429, 20429, "Too Many Requests"),
    "rate_limited",
    "20429",
    "Twilio says that there are too many requests (error 20429: Too Many Requests)",
  ],
  ["a 429 of a proxy", html(429), "rate_limited", "429", /HTTP 429/],
  ["a 500", json(500, 20500, "Internal Server Error"), "unavailable", "20500", /20500/],
  ["a 503", json(503, 20503, "Service Unavailable"), "unavailable", "20503", /20503/],
  ["a 502 in HTML", html(502), "unavailable", "502", "Twilio answered with an error of its own (HTTP 502)"],
  ["a 500 without a body", { status: 500 }, "unavailable", "500", /HTTP 500/],
  ["a 408", html(408), "timeout", "408", /HTTP 408/],
  [
    "a list mapped to a SIP domain",
    json(400, 21241, "Credential list has dependencies"),
    "in_use",
    "21241",
    /still uses it.*21241/,
  ],
  ["an ACL mapped to a SIP domain", json(409, 21236, "Dependencies"), "in_use", "21236", /21236/],
  ["a trunk with subdomains", json(400, 21247, "Subdomains"), "in_use", "21247", /21247/],
  ["a trunk for emergency calls", json(400, 21634, "Emergency"), "in_use", "21634", /21634/],
  ["a link that exists", json(400, 21245, "Already associated"), "conflict", "21245", /21245/],
  ["a conflict", json(409, 20409, "Conflict"), "conflict", "20409", /20409/],
  ["a bad parameter", json(400, 20001, "Bad SID"), "unexpected", "20001", /20001/],
  ["a 404 in HTML", html(404), "unexpected", "404", "Twilio gave an unexpected answer (HTTP 404)"],
  ["a 404 with another code", json(404, 20409, "?"), "conflict", "20409", /20409/],
  ["code 20404 under another status", json(400, 20404, "not found"), "unexpected", "20404", /20404/],
  [
    "20404 as a text",
    { status: 404, body: { code: "20404", message: "not found" } },
    "unexpected",
    "404",
    /HTTP 404/,
  ],
  [
    "a redirect to a login page",
    { status: 302, body: "", headers: { location: "https://login.example" } },
    "unexpected",
    "302",
    /HTTP 302/,
  ],
  [
    "RFC 9457",
    rfc9457(429, 20429, "Too many requests", "Slow down"),
    "rate_limited",
    "20429",
    /20429: Slow down/,
  ],
  [
    "RFC 9457 of a trunk for emergency calls",
    rfc9457(400, 21634, "Emergency", ""),
    "in_use",
    "21634",
    /21634: Emergency/,
  ],
];

const FAILURES: [name: string, Fault, Cause, message: string | RegExp][] = [
  ["a reset", { kind: "reset" }, "unavailable", "Twilio could not be reached (ECONNRESET)"],
  ["silence", { kind: "hang" }, "timeout", "Twilio did not answer in time"],
  [
    "HTML under status 200",
    { kind: "answer", status: 200, body: "<html>" },
    "unexpected",
    /could not be read \(SyntaxError\)|answered a DELETE with HTTP 200/,
  ],
  [
    "null under status 200",
    { kind: "answer", status: 200, body: null },
    "unexpected",
    /could not be read \(TypeError\)|answered a DELETE with HTTP 200/,
  ],
];

const SECRETS = [TOKEN, BASIC, "Authorization:", '"Authorization"', "authorization", "Basic "];

describe("the causes of Twilio's errors", () => {
  let setup: TwilioSetup;
  beforeEach(async () => {
    setup = await setUpTwilio();
  });
  afterEach(() => setup.standin.close());

  /** Asks in each way that the port has, and collects what is thrown. */
  async function thrownErrors(timeoutMs = LIMITS.timeoutMs): Promise<ProviderError[]> {
    const { seed } = setup.standin;
    const trunk = refTo("twilio_sip_trunk", seed.trunk(AC));
    const limits = { timeoutMs };
    const results = await Promise.allSettled([
      setup.twilio.sight(ACCESS, trunk, limits),
      setup.twilio.proveAccount(ACCESS, limits),
      setup.twilio.numbersOnTrunk(ACCESS, trunk.sid, limits),
      setup.twilio.originationUrlsOf(ACCESS, trunk.sid, limits),
      setup.twilio.perform(ACCESS, stepFor("remove", trunk), limits),
    ]);
    return results.map((result) => {
      if (result.status === "fulfilled") return expect.fail(`answered ${JSON.stringify(result.value)}`);
      expect(result.reason).toBeInstanceOf(ProviderError);
      return result.reason as ProviderError;
    });
  }

  it.each(ANSWERS)("%s", async (_, answer, kind, providerCode, message) => {
    setup.standin.faults.add({
      ...answer,
      kind: "answer",
      headers: { ...answer.headers, "twilio-request-id": "RQ1" },
    });
    for (const error of await thrownErrors()) {
      expect(error).toMatchObject({
        kind,
        providerCode,
        requestId: "RQ1",
        retryAfterMs: null,
        provider: "twilio",
      });
      expect(error.message).toMatch(message);
      expectNoSecret(error, SECRETS);
    }
  });

  it.each(FAILURES)("%s", async (_, fault, kind, message) => {
    setup.standin.faults.add(fault);
    for (const error of await thrownErrors(fault.kind === "hang" ? 300 : undefined)) {
      expect(error).toMatchObject({ kind, requestId: null });
      expect(error.message).toMatch(message);
      expectNoSecret(error, SECRETS);
    }
  });

  it.each([
    ["http://127.0.0.1:9", "unavailable"],
    ["http://lineman.invalid", "unavailable"],
  ])("nobody at %s", async (apiUrl, kind) => {
    setup.twilio = createTwilioProvider({ apiUrl });
    for (const error of await thrownErrors()) {
      expect(error).toMatchObject({ kind, providerCode: null });
      expect(error.message).toMatch(/^Twilio could not be reached \(E/);
      expectNoSecret(error, SECRETS);
    }
  });

  it.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after": "Thu, 15 Jan 2026 03:12:30 GMT", date: "Thu, 15 Jan 2026 03:12:00 GMT" }, 30_000],
    [{ "retry-after": "Thu, 15 Jan 2026 03:11:00 GMT", date: "Thu, 15 Jan 2026 03:12:00 GMT" }, 0],
    [{ "retry-after": "soon" }, null],
  ])("keeps how long to wait: %o", async (headers, retryAfterMs) => {
    setup.standin.faults.add({ ...json(429, 20429, "Too Many Requests"), kind: "answer", headers });
    for (const error of await thrownErrors()) expect(error.retryAfterMs).toBe(retryAfterMs);
  });

  it("blacks secrets out of what Twilio says, and keeps it short", async () => {
    const said = `bad token ${TOKEN}\n for Authorization: Basic ${BASIC} ${"x".repeat(500)}`;
    setup.standin.faults.add({ ...json(401, 20003, said), kind: "answer" });
    for (const error of await thrownErrors()) {
      expect(error.message).toContain("bad token [hidden] for");
      expect(error.message.length).toBeLessThan(400);
      expect(error.message).not.toContain("\n");
      expect(error.message).not.toContain(TOKEN);
      expect(error.message).not.toContain(BASIC);
    }
  });
});
