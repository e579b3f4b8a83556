import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { decideClaim, decideRelease } from "../../src/domain/claim.ts";
import { isBeingChecked } from "../../src/domain/look-under-way.ts";
import { decideSnooze, isSnoozed } from "../../src/domain/snooze.ts";
import { NOW, secondsBefore, UNTOUCHED } from "../support/factories.ts";

const A: Actor = { kind: "slack_user", id: "U000ONCALL" };
const B: Actor = { kind: "slack_user", id: "U00SECONDO" };
const claimedByA = { claimedBy: A, claimedAt: NOW };
const later = (seconds: number) => secondsBefore(-seconds);

describe("a claim", () => {
  it("is given where nobody has one", () => {
    expect(decideClaim(UNTOUCHED, A)).toEqual({ decision: "claim" });
  });

  it("is not given twice to the same person", () => {
    expect(decideClaim(claimedByA, { ...A })).toEqual({ decision: "already_yours" });
  });

  it("is not taken from somebody else, who is named", () => {
    expect(decideClaim(claimedByA, B)).toEqual({ decision: "taken", by: A, since: NOW });
  });

  it("is not confused with that of somebody of another kind with the same name", () => {
    const person: Actor = { kind: "os_user", name: "alex" };
    const token: Actor = { kind: "api_token", name: "alex" };
    expect(decideClaim({ claimedBy: person, claimedAt: NOW }, token).decision).toBe("taken");
  });

  it("may be ended by anybody, and says whose it was", () => {
    expect(decideRelease(claimedByA, A)).toEqual({ decision: "release", from: A, since: NOW, isOwn: true });
    expect(decideRelease(claimedByA, B)).toMatchObject({ decision: "release", from: A, isOwn: false });
    expect(decideRelease(UNTOUCHED, B)).toEqual({ decision: "not_claimed" });
  });
});

describe("a snooze", () => {
  const wish = (until: Date, actor = A) => ({ until, actor, at: NOW });
  const snoozed = { snoozedUntil: later(1800), snoozedBy: A };

  it("ends at its time", () => {
    expect(isSnoozed(snoozed, later(1799))).toBe(true);
    expect(isSnoozed(snoozed, later(1800))).toBe(false);
    expect(isSnoozed(UNTOUCHED, NOW)).toBe(false);
  });

  it("is given into the future, for seven days at most", () => {
    expect(decideSnooze(UNTOUCHED, wish(later(1)))).toEqual({ decision: "snooze" });
    expect(decideSnooze(UNTOUCHED, wish(NOW))).toEqual({ decision: "refused", why: "past" });
    expect(decideSnooze(UNTOUCHED, wish(later(7 * 86_400 + 1)))).toEqual({
      decision: "refused",
      why: "too_long",
    });
  });

  it("is replaced by another wish, and not by the same one again", () => {
    expect(decideSnooze(snoozed, wish(later(7200)))).toEqual({ decision: "snooze" });
    expect(decideSnooze(snoozed, wish(later(1803)))).toEqual({ decision: "already", until: later(1800) });
    expect(decideSnooze(snoozed, wish(later(1803), B))).toEqual({ decision: "snooze" });
  });
});

describe("a look", () => {
  it("is under way for a minute at most, because then its process is dead", () => {
    expect(isBeingChecked({ checkingSince: NOW }, later(59))).toBe(true);
    expect(isBeingChecked({ checkingSince: NOW }, later(60))).toBe(false);
    expect(isBeingChecked({ checkingSince: null }, NOW)).toBe(false);
  });
});
