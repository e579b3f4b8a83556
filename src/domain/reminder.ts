import { mayHealItself } from "./automatic-retry.ts";
import type { Incident } from "./incident.ts";
import { isSnoozed } from "./snooze.ts";

/** How long nothing may happen before somebody is reminded; 0: nobody is. */
export interface ReminderSettings {
  remindUnclaimedMs: number;
  remindClaimedMs: number;
}

/**
 * Whom to speak to. `first_call`: nobody was called when the alert was posted, and it has not healed by itself.
 * `unclaimed`: they were called, and nobody has taken it. `claimed`: whoever has taken it has done nothing for long.
 */
export type Reminder = "first_call" | "unclaimed" | "claimed";

/** What a reminder depends on: of an incident, or of a storm. */
type Silent = Pick<
  Incident,
  | "closedAt"
  | "alertTs"
  | "snoozedUntil"
  | "claimedBy"
  | "claimedAt"
  | "lastActedAt"
  | "mentionedAt"
  | "remindedUnclaimedAt"
  | "remindedClaimedAt"
  | "nextRetryAt"
  | "retries"
>;

/** What is reminded of: as it is now. */
export interface Remindable {
  incident: Silent;
  /** A teardown of the number is under way. */
  runUnderWay: boolean;
}

/**
 * Who must be spoken to in the thread now, if anybody: each at most once for the same silence. Quiet while it is snoozed (what
 * came due meanwhile comes after it), and while the alert itself is not posted, which then calls people itself.
 */
export function decideReminder(
  { incident, runUnderWay }: Remindable,
  settings: ReminderSettings,
  now: Date,
): Reminder | null {
  if (incident.closedAt !== null || incident.alertTs === null || isSnoozed(incident, now)) return null;
  if (incident.claimedBy !== null) return isClaimIdle(incident, settings, now) ? "claimed" : null;
  if (incident.mentionedAt === null) return mayHealItself(incident, runUnderWay, now) ? null : "first_call";
  if (incident.remindedUnclaimedAt !== null || settings.remindUnclaimedMs === 0) return null;
  // Somebody who acts without claiming it is at it all the same.
  const silentSince = latest(incident.mentionedAt, incident.lastActedAt);
  return isOver(silentSince, settings.remindUnclaimedMs, now) ? "unclaimed" : null;
}

function isClaimIdle(
  { claimedAt, lastActedAt, remindedClaimedAt }: Silent,
  { remindClaimedMs }: ReminderSettings,
  now: Date,
): boolean {
  const idleSince = latest(claimedAt, lastActedAt);
  if (idleSince === null || remindClaimedMs === 0) return false;
  if (remindedClaimedAt !== null && remindedClaimedAt >= idleSince) return false;
  return isOver(idleSince, remindClaimedMs, now);
}

/** Before which moments it must have become silent for a reminder to be due; null: nobody is reminded. */
export function silenceLimits(
  { remindUnclaimedMs, remindClaimedMs }: ReminderSettings,
  now: Date,
): { unclaimed: Date | null; claimed: Date | null } {
  const before = (ms: number) => (ms === 0 ? null : new Date(now.getTime() - ms));
  return { unclaimed: before(remindUnclaimedMs), claimed: before(remindClaimedMs) };
}

function isOver(since: Date | null, ms: number, now: Date): boolean {
  return since !== null && now.getTime() - since.getTime() >= ms;
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
