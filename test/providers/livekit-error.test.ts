import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Cause } from "../../src/domain/cause.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import type { Fault } from "../../standins/faults.ts";
import { expectNoSecret } from "./expect-no-secret.ts";
import {
  inbound,
  KEY,
  LIMITS,
  type LivekitSetup,
  livekitAt,
  OURS,
  rule,
  SECRET,
  setUpLivekit,
  sightOf,
  stepFor,
} from "./livekit-setup.ts";

const twirp = (status: number, code: string, msg: string, contentType = "application/json"): Fault => ({
  kind: "answer",
  status,
  contentType,
  body: JSON.stringify({ code, msg }),
});
const text = (status: number, body: string): Fault => ({ kind: "answer", status, body });

const CASES: [name: string, Fault, Cause, providerCode: string | null, message: string | RegExp][] = [
  [
    "no grant",
    twirp(401, "unauthenticated", "permissions denied"),
    "credentials",
    "unauthenticated",
    "LiveKit rejected the credentials (error unauthenticated: permissions denied)",
  ],
  [
    "a refused token",
    text(401, "invalid API key"),
    "credentials",
    "401",
    "LiveKit rejected the credentials (HTTP 401)",
  ],
  [
    "a missing permission",
    twirp(403, "permission_denied", "no"),
    "permission",
    "permission_denied",
    /permission_denied: no/,
  ],
  ["a 403 of a proxy", text(403, "<html>"), "permission", "403", /HTTP 403/],
  [
    "a quota",
    twirp(429, "resource_exhausted", "slow down"),
    "rate_limited",
    "resource_exhausted",
    /too many requests/,
  ],
  ["a 429 of a proxy", text(429, "<html>"), "rate_limited", "429", /HTTP 429/],
  [
    "no Redis",
    twirp(500, "internal", "sip not connected (redis required)"),
    "unavailable",
    "internal",
    "LiveKit answered with an error of its own (error internal: sip not connected (redis required))",
  ],
  ["unavailable", twirp(503, "unavailable", "later"), "unavailable", "unavailable", /later/],
  [
    "a 502 of a proxy",
    text(502, "<html>Bad gateway</html>"),
    "unavailable",
    "502",
    "LiveKit answered with an error of its own (HTTP 502)",
  ],
  [
    "a timeout of its own",
    twirp(408, "deadline_exceeded", "late"),
    "timeout",
    "deadline_exceeded",
    /in time/,
  ],
  ["an unknown route", twirp(404, "bad_route", "no handler"), "unexpected", "bad_route", /bad_route/],
  [
    "a 404 of a proxy",
    text(404, "<html>Not here</html>"),
    "unexpected",
    "404",
    "LiveKit gave an unexpected answer (HTTP 404)",
  ],
  ["not_found under another status", twirp(400, "not_found", "?"), "unexpected", "not_found", /not_found/],
  ["a bad argument", twirp(400, "invalid_argument", "bad id"), "unexpected", "invalid_argument", /bad id/],
  [
    "a failed precondition",
    twirp(412, "failed_precondition", "in use"),
    "conflict",
    "failed_precondition",
    /conflict/,
  ],
  [
    "a code behind a charset",
    twirp(429, "resource_exhausted", "slow", "application/json; charset=utf-8"),
    "rate_limited",
    "resource_exhausted",
    /resource_exhausted: slow/,
  ],
  ["a reset", { kind: "reset" }, "unavailable", null, /^LiveKit could not be reached/],
  ["silence", { kind: "hang" }, "timeout", null, "LiveKit did not answer in time"],
  [
    "HTML under status 200",
    text(200, "<html>"),
    "unexpected",
    null,
    "LiveKit gave an answer that could not be read (SyntaxError)",
  ],
  [
    "a null on a list",
    { kind: "answer", status: 200, body: { items: [null] } },
    "unexpected",
    null,
    /could not be read/,
  ],
];

const SECRETS = [SECRET, "Bearer ", "Authorization", "eyJ"];

describe("the causes of LiveKit's errors", () => {
  let setup: LivekitSetup;
  beforeEach(async () => {
    setup = await setUpLivekit();
  });
  afterEach(() => setup.standin.close());

  /** Asks in each way that the port has, and collects what is thrown. */
  async function thrownErrors(timeoutMs = LIMITS.timeoutMs): Promise<ProviderError[]> {
    const limits = { timeoutMs };
    const { livekit } = setup;
    const results = await Promise.allSettled([
      sightOf(livekit, inbound("ST_a"), limits),
      sightOf(livekit, rule("SDR_a"), limits),
      livekit.perform(stepFor("remove", inbound("ST_a")), OURS, limits),
      livekit.perform(stepFor("detach_number", inbound("ST_a")), OURS, limits),
    ]);
    return results.map((result) => {
      if (result.status === "fulfilled") return expect.fail(`answered ${JSON.stringify(result.value)}`);
      expect(result.reason).toBeInstanceOf(ProviderError);
      return result.reason as ProviderError;
    });
  }

  it.each(CASES)("%s", async (_, fault, kind, providerCode, message) => {
    setup.standin.faults.add(fault);
    for (const error of await thrownErrors(fault.kind === "hang" ? 300 : undefined)) {
      expect(error).toMatchObject({
        provider: "livekit",
        kind,
        providerCode,
        requestId: null,
        retryAfterMs: null,
      });
      expect(error.message).toMatch(message);
      expectNoSecret(error, SECRETS);
    }
  });

  it.each(["http://127.0.0.1:9", "http://lineman.invalid"])("nobody at %s", async (url) => {
    setup.livekit = livekitAt(url);
    for (const error of await thrownErrors()) {
      expect(error.kind).toBe("unavailable");
      expectNoSecret(error, SECRETS);
    }
  });

  it("a revoked key, whose answer repeats the token", async () => {
    setup.standin.rotateKey(KEY, "another-secret-of-the-same-key");
    for (const error of await thrownErrors()) {
      expect(error.kind).toBe("credentials");
      expectNoSecret(error, SECRETS);
    }
  });

  it("blacks secrets out of what LiveKit says", async () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUElrZXkifQ.c2lnbmF0dXJl";
    setup.standin.faults.add(twirp(401, "unauthenticated", `bad ${SECRET} in Bearer ${token} or ${token}`));
    for (const error of await thrownErrors()) {
      expect(error.message).toContain("bad [hidden] in [hidden] or [hidden]");
      expectNoSecret(error, SECRETS);
    }
  });

  it("a rule that is gone, behind a charset", async () => {
    setup.standin.faults.add(twirp(404, "not_found", "no such rule", "application/json; charset=utf-8"));
    await expect(
      setup.livekit.perform(stepFor("remove", rule("SDR_a")), OURS, LIMITS),
    ).resolves.toMatchObject({
      answer: "already_gone",
    });
  });
});
