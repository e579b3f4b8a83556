import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CAUSES } from "../../src/domain/cause.ts";
import {
  accountObstacle,
  remainingMs,
  STORM_WINDOW_MS,
  stormSince,
  workSize,
} from "../../src/domain/storm.ts";
import { stormAdvice } from "../../src/domain/storm-advice.ts";
import { aResource, NOW, sid } from "../support/factories.ts";

const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

describe("what counts as a storm", () => {
  it.each([
    ["five of a kind", [0, 1, 2, 3, 4], null],
    ["six of a kind", [0, 1, 2, 3, 4, 5], 0],
    ["six within exactly two minutes", [0, 1, 2, 3, 4, 120], 0],
    ["six within a little more", [0, 1, 2, 3, 4, 120.001], null],
    ["six after a quiet start", [-500, 0, 10, 20, 30, 40, 50], 0],
    ["one every half minute", [0, 30, 60, 90, 120, 150, 180], null],
    ["six at the very same moment", [7, 7, 7, 7, 7, 7], 7],
    ["none", [], null],
  ])("%s", (_what, seconds, since) => {
    expect(stormSince(seconds.map(at), 5)).toEqual(since === null ? null : at(since));
  });

  it("more than the threshold inside some window, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (seconds, threshold) => {
          const moments = [...seconds].sort((a, b) => a - b);
          const crowded = moments.some(
            (first) =>
              moments.filter((one) => one >= first && (one - first) * 1_000 <= STORM_WINDOW_MS).length >
              threshold,
          );
          expect(stormSince(moments.map(at), threshold) !== null).toBe(crowded);
        },
      ),
    );
  });
});

describe("what one number tells for all", () => {
  const failing = aResource("twilio_sip_trunk", { state: "unknown", cause: "credentials" });

  it("the account fails as before: the others are not tried", () => {
    expect(accountObstacle({ cause: "credentials", account: sid("AC", "a") }, [failing])).toBe(failing);
  });

  it.each([
    ["it answers again", "credentials", [aResource("twilio_sip_trunk")]],
    ["it fails for another reason", "rate_limited", [failing]],
    ["the cause is the number's own", "in_use", [{ ...failing, cause: "in_use" as const }]],
    ["another program gave the cause", "platform_bug", [failing]],
  ])("%s: the others are tried", (_what, cause, looked) => {
    expect(accountObstacle({ cause, account: "" }, looked)).toBeNull();
  });
});

describe("progress", () => {
  const counts = { waiting: 5, running: 4, done: 14, failed: 0, skipped: 0 };

  it("the rest takes as long as the pace so far says", () => {
    expect(workSize(counts)).toBe(23);
    expect(remainingMs(counts, NOW, at(28))).toBe(18_000);
  });

  it("nothing is told before there is a pace", () => {
    expect(remainingMs({ ...counts, done: 0 }, NOW, at(28))).toBeNull();
    expect(remainingMs(counts, NOW, NOW)).toBeNull();
  });
});

describe("the one thing to do", () => {
  it.each([...CAUSES, "platform_bug", ""])("%j has a reason and a next step", (cause) => {
    const { why, next } = stormAdvice({ cause, account: sid("AC", "a"), providerCode: null });
    expect(why).toMatch(/\.$|: /);
    expect(next).toContain("No number needs to be touched one by one.");
    expect(next).not.toContain("Retry clean-up");
  });

  it("names the account whole, and a host without its scheme", () => {
    expect(stormAdvice({ cause: "credentials", account: sid("AC", "a"), providerCode: null }).why).toContain(
      sid("AC", "a"),
    );
    expect(
      stormAdvice({ cause: "credentials", account: "wss://demo.livekit.cloud", providerCode: null }).why,
    ).toBe("LiveKit rejected the credentials for demo.livekit.cloud.");
  });
});
