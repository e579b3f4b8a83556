import { describe, expect, it } from "vitest";
import { compareUrgency, isAgeing, type Urgent, urgencyOf } from "../../src/domain/urgency.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const ME = "U000ONCALL";
const me = { kind: "slack_user", id: ME } as const;
const somebody = { kind: "slack_user", id: "U00SECONDO" } as const;
const HOUR = 3600;

function anUrgent(changes: Partial<Urgent> = {}): Urgent {
  return {
    id: 1,
    openedAt: secondsBefore(HOUR),
    claimedBy: null,
    snoozedUntil: null,
    wish: null,
    ...changes,
  };
}
const wishOf = (requestedBy: Urgent["claimedBy"], inSeconds = 600) => ({
  requestedBy: requestedBy ?? somebody,
  expiresAt: secondsBefore(-inSeconds),
});
const snoozed = { snoozedUntil: secondsBefore(-60) };
const urgency = (changes: Partial<Urgent>) => urgencyOf(anUrgent(changes), ME, NOW);

describe("an open incident stands in one section", () => {
  it("mine where I have claimed it, whatever else is so", () => {
    expect(urgency({ claimedBy: me })).toBe("mine");
    expect(urgency({ claimedBy: me, wish: wishOf(somebody), ...snoozed })).toBe("mine");
    expect(urgency({ claimedBy: { kind: "os_user", name: ME } })).toBe("claimed");
  });

  it("waiting while a second person is needed, also where it is snoozed: that lapses", () => {
    expect(urgency({ wish: wishOf(me) })).toBe("waiting");
    expect(urgency({ claimedBy: somebody, wish: wishOf(somebody), ...snoozed })).toBe("waiting");
  });

  it("snoozed until that is over", () => {
    expect(urgency({ ...snoozed, claimedBy: somebody })).toBe("snoozed");
    expect(urgency({ snoozedUntil: NOW })).toBe("unclaimed");
  });

  it("unclaimed while nobody has it, however old it is", () => {
    expect(urgency({ openedAt: secondsBefore(100 * HOUR) })).toBe("unclaimed");
  });

  it("ageing from four hours on where somebody else has it, before that only claimed", () => {
    const claimedBy = somebody;
    expect(urgency({ claimedBy, openedAt: secondsBefore(4 * HOUR) })).toBe("ageing");
    expect(urgency({ claimedBy, openedAt: secondsBefore(4 * HOUR - 1) })).toBe("claimed");
    expect(isAgeing({ openedAt: secondsBefore(4 * HOUR) }, NOW)).toBe(true);
    expect(isAgeing({ openedAt: secondsBefore(4 * HOUR - 1) }, NOW)).toBe(false);
  });
});

describe("the order", () => {
  const order = (...incidents: Partial<Urgent>[]) =>
    incidents
      .map((changes, index) => anUrgent({ id: index + 1, ...changes }))
      .sort((a, b) => compareUrgency(a, b, ME, NOW))
      .map(({ id }) => id);

  it("is by section", () => {
    const old = secondsBefore(5 * HOUR);
    expect(
      order(
        snoozed,
        { claimedBy: somebody },
        { claimedBy: somebody, openedAt: old },
        {},
        { wish: wishOf(me) },
        { claimedBy: me },
      ),
    ).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it("puts what I may decide on before what I asked for, and what lapses first before the rest", () => {
    const waiting = [wishOf(me, 10), wishOf(somebody, 500), wishOf(somebody, 400)];
    expect(order(...waiting.map((wish) => ({ wish })))).toEqual([3, 2, 1]);
  });

  it("is oldest first, by id at the same moment; among the snoozed what wakes first comes first", () => {
    expect(order({}, { openedAt: secondsBefore(2 * HOUR) }, {})).toEqual([2, 1, 3]);
    const until = (seconds: number) => ({ snoozedUntil: secondsBefore(-seconds) });
    expect(order(until(300), until(100), until(200))).toEqual([2, 3, 1]);
  });
});
