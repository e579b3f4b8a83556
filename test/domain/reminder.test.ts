import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { decideReminder, type Reminder } from "../../src/domain/reminder.ts";
import { anIncident } from "../slack/support/incidents.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const MINUTE = 60;
const ago = (minutes: number) => secondsBefore(minutes * MINUTE);
const BY = { kind: "slack_user", id: "U1" } as const;
const ON = { remindUnclaimedMs: 15 * 60_000, remindClaimedMs: 240 * 60_000 };
const OFF = { remindUnclaimedMs: 0, remindClaimedMs: 0 };

function decide(changes: Partial<Incident>, { runUnderWay = false, settings = ON } = {}): Reminder | null {
  const posted = { alertChannel: "C1", alertTs: "1.1", openedAt: ago(600) };
  return decideReminder({ incident: anIncident({ ...posted, ...changes }), runUnderWay }, settings, NOW);
}

const called = { mentionedAt: ago(15) };
const claimed = { ...called, claimedBy: BY, claimedAt: ago(240) };

const TABLE: [string, Partial<Incident>, Reminder | null][] = [
  ["nobody was called, and nothing is planned: they are called", {}, "first_call"],
  ["nobody was called, but the first automatic try is near", { nextRetryAt: ago(-1) }, null],
  ["nobody was called, and the automatic try has failed", { nextRetryAt: ago(-5), retries: 1 }, "first_call"],
  ["nobody was called, but somebody has claimed it", { claimedBy: BY, claimedAt: ago(1) }, null],
  ["called and not claimed for long enough", called, "unclaimed"],
  ["called a moment too late", { mentionedAt: ago(14.99) }, null],
  ["called long ago, but somebody has acted since", { mentionedAt: ago(60), lastActedAt: ago(14) }, null],
  ["called, acted on, and silent since then", { mentionedAt: ago(60), lastActedAt: ago(15) }, "unclaimed"],
  ["reminded of already", { mentionedAt: ago(60), remindedUnclaimedAt: ago(45) }, null],
  ["claimed and idle for long enough", claimed, "claimed"],
  ["claimed a moment too late", { ...claimed, claimedAt: ago(239.99) }, null],
  ["claimed long ago, but worked on since", { ...claimed, lastActedAt: ago(239) }, null],
  [
    "claimed, worked on, and idle since then",
    { ...claimed, claimedAt: ago(999), lastActedAt: ago(240) },
    "claimed",
  ],
  [
    "the claimer was reminded of this silence",
    { ...claimed, claimedAt: ago(999), remindedClaimedAt: ago(700) },
    null,
  ],
  [
    "the claimer was reminded, worked on, and is idle again",
    { ...claimed, claimedAt: ago(999), remindedClaimedAt: ago(700), lastActedAt: ago(300) },
    "claimed",
  ],
  ["somebody else claimed it after the reminder", { ...claimed, remindedClaimedAt: ago(300) }, "claimed"],
];

describe("who is spoken to", () => {
  it.each(TABLE)("%s", (_when, changes, reminder) => {
    expect(decide(changes)).toBe(reminder);
  });

  it.each(TABLE)("nobody while it is snoozed: %s", (_when, changes) => {
    expect(decide({ ...changes, snoozedUntil: ago(-0.01) })).toBeNull();
  });

  it.each(TABLE)("what fell into a snooze comes when it ends: %s", (_when, changes, reminder) => {
    expect(decide({ ...changes, snoozedUntil: NOW })).toBe(reminder);
  });

  it.each(TABLE)("nobody when it is over: %s", (_when, changes) => {
    expect(decide({ ...changes, closedAt: NOW })).toBeNull();
  });

  it.each(TABLE)("nobody while its alert is not posted: %s", (_when, changes) => {
    expect(decide({ ...changes, alertTs: null })).toBeNull();
  });

  it.each(TABLE)("0 turns reminders off, but not the call: %s", (_when, changes, reminder) => {
    expect(decide(changes, { settings: OFF })).toBe(reminder === "first_call" ? reminder : null);
  });

  it("nobody is called for the first time while a clean-up is under way", () => {
    expect(decide({}, { runUnderWay: true })).toBeNull();
    expect(decide(called, { runUnderWay: true })).toBe("unclaimed");
  });
});
