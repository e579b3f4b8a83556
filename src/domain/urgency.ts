import { type Actor, isSameActor } from "./actor.ts";

/*
 * What App Home shows first. Each open incident stands in one section, the first that fits, in the order of these words; what
 * a person filters by may overlap. persistence/overview.ts says the same in SQL, and a contract holds both together.
 */

/**
 * `mine`: I have claimed it. `waiting`: for a second person. `unclaimed`: nobody has it. `ageing`: somebody else has it, and
 * has had to for long. `claimed`: somebody else has it. `snoozed`: nobody wants to hear of it yet.
 */
export const URGENCIES = ["mine", "waiting", "unclaimed", "ageing", "claimed", "snoozed"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Open for so long, an incident has become somebody's burden rather than their task. */
const AGEING_AFTER_MS = 4 * 60 * 60_000;

/** What decides about an open incident. A claim or a snooze of the storm that stands for it counts as its own. */
export interface Urgent {
  id: number;
  openedAt: Date;
  claimedBy: Actor | null;
  snoozedUntil: Date | null;
  /** A force delete that waits for a second person: who asked, and when it lapses. */
  wish: { requestedBy: Actor; expiresAt: Date } | null;
}

/** The section that it stands in, for the person with this Slack user id. */
export function urgencyOf(incident: Urgent, me: string, now: Date): Urgency {
  const { claimedBy, snoozedUntil, wish } = incident;
  if (isBy(claimedBy, me)) return "mine";
  if (wish !== null) return "waiting";
  if (snoozedUntil !== null && snoozedUntil > now) return "snoozed";
  if (claimedBy === null) return "unclaimed";
  return isAgeing(incident, now) ? "ageing" : "claimed";
}

/** Whether it has been open for long, whoever has it. */
export function isAgeing({ openedAt }: Pick<Urgent, "openedAt">, now: Date): boolean {
  return openedAt <= ageingSince(now);
}

/** What was opened then or before is ageing now. */
export function ageingSince(now: Date): Date {
  return new Date(now.getTime() - AGEING_AFTER_MS);
}

/**
 * Below zero where `a` comes first: by section; among those that wait, what I may decide on before what I asked for, and what
 * lapses soonest; among the snoozed what wakes soonest; else the oldest.
 */
export function compareUrgency(a: Urgent, b: Urgent, me: string, now: Date): number {
  const ours = sortKey(a, me, now);
  const theirs = sortKey(b, me, now);
  const differing = ours.findIndex((value, index) => value !== theirs[index]);
  return (ours[differing] ?? 0) - (theirs[differing] ?? 0);
}

function sortKey(incident: Urgent, me: string, now: Date): number[] {
  const urgency = urgencyOf(incident, me, now);
  const { wish, snoozedUntil, openedAt, id } = incident;
  const section = URGENCIES.indexOf(urgency);
  if (urgency === "waiting" && wish !== null)
    return [section, isBy(wish.requestedBy, me) ? 1 : 0, wish.expiresAt.getTime(), id];
  const moment = urgency === "snoozed" && snoozedUntil !== null ? snoozedUntil : openedAt;
  return [section, 0, moment.getTime(), id];
}

function isBy(actor: Actor | null, me: string): boolean {
  return actor !== null && isSameActor(actor, { kind: "slack_user", id: me });
}
