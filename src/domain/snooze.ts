import { type Actor, isSameActor } from "./actor.ts";
import type { Incident } from "./incident.ts";

type Snoozed = Pick<Incident, "snoozedUntil" | "snoozedBy">;

/** Whatever a form or a clock says: an incident does not stay quiet for longer. */
const LONGEST_SNOOZE_MS = 7 * 24 * 60 * 60_000;
/** The same wish a second time (a double click) ends at about the same moment. */
const SAME_WISH_MS = 60_000;

/** Whether it is quiet now. */
export function isSnoozed({ snoozedUntil }: Pick<Incident, "snoozedUntil">, at: Date): boolean {
  return snoozedUntil !== null && snoozedUntil > at;
}

/** `already`: the person wished the same a moment ago. */
export type SnoozeDecision =
  | { decision: "snooze" }
  | { decision: "already"; until: Date }
  | { decision: "refused"; why: "past" | "too_long" };

/** Whether it may be quiet until then. The last wish holds, whoever had the one before; Wake takes it back. */
export function decideSnooze(
  { snoozedUntil, snoozedBy }: Snoozed,
  wish: { until: Date; actor: Actor; at: Date },
): SnoozeDecision {
  const { until, actor, at } = wish;
  if (until <= at) return { decision: "refused", why: "past" };
  if (until.getTime() - at.getTime() > LONGEST_SNOOZE_MS) return { decision: "refused", why: "too_long" };
  const isSame =
    snoozedUntil !== null &&
    snoozedBy !== null &&
    isSameActor(snoozedBy, actor) &&
    Math.abs(snoozedUntil.getTime() - until.getTime()) < SAME_WISH_MS;
  return isSame ? { decision: "already", until: snoozedUntil } : { decision: "snooze" };
}
