import { describe, expect, it } from "vitest";
import { isPaused, isRetryDue, mayHealItself, nextRetry } from "../../src/domain/automatic-retry.ts";
import { CAUSES, isTransient } from "../../src/domain/cause.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const later = (seconds: number) => secondsBefore(-seconds);
const BY = { kind: "slack_user", id: "U1" } as const;

describe("the next automatic try", () => {
  it.each([
    [0, 60],
    [1, 300],
    [2, 1_800],
    [3, 7_200],
  ])("after %i tries comes %i seconds after the failure", (retries, seconds) => {
    expect(nextRetry(["timeout"], { retries, now: NOW, spread: 0 })).toEqual(later(seconds));
  });

  it("does not come after the fourth", () => {
    expect(nextRetry(["timeout"], { retries: 4, now: NOW, spread: 0 })).toBeNull();
  });

  it.each(CAUSES)("comes for %s only where that passes by itself", (cause) => {
    const next = nextRetry([cause], { retries: 0, now: NOW, spread: 0 });
    expect(next !== null).toBe(isTransient(cause));
  });

  it("comes only where every cause passes by itself, and every one is known", () => {
    const at = { retries: 0, now: NOW, spread: 0 };
    expect(nextRetry(["timeout", "rate_limited", "unavailable"], at)).not.toBeNull();
    expect(nextRetry(["timeout", "in_use"], at)).toBeNull();
    expect(nextRetry(["timeout", null], at)).toBeNull();
    expect(nextRetry([], at)).toBeNull();
  });

  it.each([
    [0, 15],
    [1, 60],
    [3, 60],
  ])("after %i tries is put off by chance, by at most %i seconds", (retries, most) => {
    const at = (spread: number) => nextRetry(["timeout"], { retries, now: NOW, spread })?.getTime() ?? 0;
    expect(at(1) - at(0)).toBe(most * 1_000);
    expect(at(0.5) - at(0)).toBe(most * 500);
  });
});

describe("an automatic try", () => {
  it("is due from its moment on", () => {
    expect(isRetryDue({ nextRetryAt: NOW }, NOW)).toBe(true);
    expect(isRetryDue({ nextRetryAt: later(1) }, NOW)).toBe(false);
    expect(isRetryDue({ nextRetryAt: null }, NOW)).toBe(false);
  });

  it.each([
    ["by nothing", { claimedBy: null, snoozedUntil: null }, false, false],
    ["by a claim", { claimedBy: BY, snoozedUntil: null }, false, true],
    ["by a snooze", { claimedBy: null, snoozedUntil: later(1) }, false, true],
    ["by no snooze that is over", { claimedBy: null, snoozedUntil: NOW }, false, false],
    ["by an open window", { claimedBy: null, snoozedUntil: null }, true, true],
  ])("is paused %s", (_what, incident, modalOpen, paused) => {
    expect(isPaused(incident, modalOpen, NOW)).toBe(paused);
  });
});

describe("nobody need be called yet", () => {
  it.each([
    ["while the first try is near", { nextRetryAt: later(75), retries: 0 }, false, true],
    ["while the first try is due, and paused", { nextRetryAt: secondsBefore(900), retries: 0 }, false, true],
    ["while a clean-up is under way", { nextRetryAt: null, retries: 1 }, true, true],
    ["not where none is planned", { nextRetryAt: null, retries: 0 }, false, false],
    ["not where it is more than five minutes away", { nextRetryAt: later(301), retries: 0 }, false, false],
    ["not once a try has failed", { nextRetryAt: later(60), retries: 1 }, false, false],
  ])("%s", (_when, incident, runUnderWay, heals) => {
    expect(mayHealItself(incident, runUnderWay, NOW)).toBe(heals);
  });
});
