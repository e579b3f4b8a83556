import type { Actor } from "./actor.ts";
import { type Cause, isCause } from "./cause.ts";
import type { ExternalResource } from "./external-resource.ts";
import type { Incident } from "./incident.ts";

/*
 * A storm: more than a few numbers corrupted within a short time for the same cause in the same account. One message stands
 * for all of them, one look at one of them tells whether the account works again, and people act on all of them at once.
 * An incident that is open when its storm opens, or opens while that is open, is a member. A member that a person acts on
 * gets a message of its own and stays one; a member whose cause or account becomes another one goes. A storm ends when none
 * of its members is open any more.
 */

/** Within so long they must have been corrupted; corruptions so long before a storm belong to it as well. */
export const STORM_WINDOW_MS = 2 * 60_000;

/** What the members have in common. `cause` '': none was given. `account`: Twilio account or LiveKit host; '': not known. */
export interface StormKey {
  cause: string;
  account: string;
}

/** What people can have done to all members. */
export type StormWorkKind = "retry" | "check";

/** What was last begun for all members. `obstacle`: why nothing was tried after all, in plain words. */
export interface StormWork {
  kind: StormWorkKind;
  by: Actor;
  startedAt: Date;
  endedAt: Date | null;
  obstacle: string | null;
}

/** One storm and the message that stands for it. */
export interface Storm
  extends StormKey,
    Pick<
      Incident,
      | "alertChannel"
      | "alertTs"
      | "claimedBy"
      | "claimedAt"
      | "snoozedUntil"
      | "snoozedBy"
      | "lastActedAt"
      | "mentionedAt"
      | "remindedUnclaimedAt"
      | "remindedClaimedAt"
    > {
  id: number;
  /** When its first member was corrupted. */
  openedAt: Date;
  endedAt: Date | null;
  /** Members that went because their cause became another one. */
  leftCount: number;
  /** When one member was last looked at for all; null: not yet. */
  probedAt: Date | null;
  /** What the provider said then. */
  providerCode: string | null;
  providerWords: string | null;
  work: StormWork | null;
}

/** How its members are. `open` counts those with a message of their own (`ownMessage`) as well. */
export interface StormCounts {
  open: number;
  ownMessage: number;
  removed: number;
  forceDeleted: number;
  resolvedElsewhere: number;
}

/** How far what was begun for all members is. `skipped`: somebody else was at the number, or it was settled already. */
export interface WorkCounts {
  waiting: number;
  running: number;
  done: number;
  failed: number;
  skipped: number;
}

/**
 * When the storm began, if these corruptions of one cause and account are one: more than `threshold` within the window,
 * wherever in time that lies (Lineman may have been down). `openedAt` in ascending order.
 */
export function stormSince(openedAt: readonly Date[], threshold: number): Date | null {
  for (const [index, last] of openedAt.entries()) {
    const first = openedAt[index - threshold];
    if (first !== undefined && last.getTime() - first.getTime() <= STORM_WINDOW_MS) return first;
  }
  return null;
}

/** Causes that one member's answer tells for all: the account is to blame, or the way to it. */
const OF_THE_ACCOUNT: readonly Cause[] = [
  "credentials",
  "permission",
  "account_inactive",
  "rate_limited",
  "unavailable",
  "timeout",
];

/**
 * What a look at one member showed: the resource that still has the storm's cause, where that cause is the account's; null
 * where the others are worth trying.
 */
export function accountObstacle(
  { cause }: StormKey,
  looked: readonly ExternalResource[],
): ExternalResource | null {
  if (!isCause(cause) || !OF_THE_ACCOUNT.includes(cause)) return null;
  return looked.find((resource) => resource.cause === cause) ?? null;
}

/** Whether something that was begun for all members is not over yet. */
export function isWorking(storm: Pick<Storm, "work">): boolean {
  return storm.work !== null && storm.work.endedAt === null;
}

/** All members of a work, whatever became of them. */
export function workSize({ waiting, running, done, failed, skipped }: WorkCounts): number {
  return waiting + running + done + failed + skipped;
}

/** How long the rest takes at the pace so far; null while there is no pace to tell by. */
export function remainingMs(counts: WorkCounts, startedAt: Date, now: Date): number | null {
  const finished = counts.done + counts.failed + counts.skipped;
  const passedMs = now.getTime() - startedAt.getTime();
  if (finished === 0 || passedMs <= 0) return null;
  return ((counts.waiting + counts.running) * passedMs) / finished;
}

/** All numbers that are or were its members. */
export function stormSize({ open, removed, forceDeleted, resolvedElsewhere }: StormCounts): number {
  return open + removed + forceDeleted + resolvedElsewhere;
}
