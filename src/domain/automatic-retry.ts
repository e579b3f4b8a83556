import type { Actor } from "./actor.ts";
import { type Cause, isTransient } from "./cause.ts";
import type { Incident } from "./incident.ts";
import { isSnoozed } from "./snooze.ts";

/*
 * A clean-up of Lineman's own that failed for nothing but passing reasons is tried again by itself (product.md 2). Corruption
 * that the API or another program reports is not: what they say of its cause is a word, and nobody knows what they have done.
 */

const MINUTE_MS = 60_000;
/** Minutes after a failed try, by the automatic tries before it. */
const PAUSES_MINUTES = [1, 5, 30, 120] as const;
/** A try is put off by up to this part of its pause, so that the numbers of one outage do not all come back at once. */
const LONGEST_DELAY_PART = 1 / 4;
const LONGEST_DELAY_MS = MINUTE_MS;
/** So close to a first automatic try nobody is called: it may settle everything. */
const WORTH_WAITING_MS = 5 * MINUTE_MS;

/** Who automatic tries are made by. */
export const AUTOMATIC_RETRY: Actor = { kind: "system", name: "automatic retry" };

/** How many automatic tries there are at most. */
export const MOST_RETRIES = PAUSES_MINUTES.length;

/**
 * When to try again by itself, from the cause of every resource that a clean-up could not settle (null: no provider's answer
 * was the reason); null where trying again alone cannot help, or was tried often enough. `spread`: 0 to 1, by chance.
 */
export function nextRetry(
  causes: readonly (Cause | null)[],
  { retries, now, spread }: { retries: number; now: Date; spread: number },
): Date | null {
  const pauseMinutes = PAUSES_MINUTES[retries];
  if (pauseMinutes === undefined || causes.length === 0) return null;
  if (!causes.every((cause) => cause !== null && isTransient(cause))) return null;
  const pauseMs = pauseMinutes * MINUTE_MS;
  const longestDelayMs = Math.min(LONGEST_DELAY_MS, pauseMs * LONGEST_DELAY_PART);
  return new Date(now.getTime() + pauseMs + Math.floor(spread * longestDelayMs));
}

/** Somebody is at it, or wants quiet: the try stays due, and is made when this ends. */
export function isPaused(
  { claimedBy, snoozedUntil }: Pick<Incident, "claimedBy" | "snoozedUntil">,
  modalOpen: boolean,
  now: Date,
): boolean {
  return claimedBy !== null || isSnoozed({ snoozedUntil }, now) || modalOpen;
}

/** Whether a try is to be made now, were it not paused. */
export function isRetryDue({ nextRetryAt }: Pick<Incident, "nextRetryAt">, now: Date): boolean {
  return nextRetryAt !== null && nextRetryAt <= now;
}

/**
 * Whether nobody need be called yet: the first automatic try is about to be made, or a clean-up is under way. When that has
 * failed, people are called whatever is planned next.
 */
export function mayHealItself(
  { nextRetryAt, retries }: Pick<Incident, "nextRetryAt" | "retries">,
  runUnderWay: boolean,
  now: Date,
): boolean {
  if (runUnderWay) return true;
  return retries === 0 && nextRetryAt !== null && nextRetryAt <= worthWaitingUntil(now);
}

/** A first automatic try that is made before this is worth waiting for. */
export function worthWaitingUntil(now: Date): Date {
  return new Date(now.getTime() + WORTH_WAITING_MS);
}
