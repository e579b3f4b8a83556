import type { Deps } from "../deps.ts";
import { TURN_MS, type TurnsResult } from "./send-turns.ts";

/** Slack takes one message a second in a channel: nobody's turn can come sooner. */
const TURN_EVERY_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Well inside the time after which a job counts as lost. */
const WORKS_FOR_MS = 20_000;
/** Whoever sends keeps the lease before every call to Slack. A holder that has been silent for longer than a call is dead. */
const DEAD_AFTER_MS = 12_000;

/**
 * First alerts go out in the order of their incidents, one at a time in all replicas: after an outage the oldest is told
 * first. Sends those that are older than this one; then null: its turn has come. Otherwise when to come back.
 */
export async function sendOlderFirst(
  { database, clock }: Pick<Deps, "database" | "clock">,
  incidentId: number,
  send: (olderId: number) => Promise<TurnsResult>,
): Promise<Extract<TurnsResult, { done: false }> | null> {
  const stopAt = clock.now().getTime() + WORKS_FOR_MS;
  let sent: number | null = null;
  for (;;) {
    const now = clock.now().getTime();
    const held = { from: new Date(now), until: new Date(now + TURN_MS - DEAD_AFTER_MS) };
    const { oldest, amount } = await database.alerts.unpostedBefore(incidentId, held);
    // One that cannot be sent for a reason of its own keeps nobody else from being told of theirs; its own job says why.
    if (oldest === null || oldest === sent) return null;
    const waitMs = Math.min(amount * TURN_EVERY_MS, LONGEST_WAIT_MS);
    if (now > stopAt) return { done: false, retryAfterMs: waitMs };
    const result = await send(oldest).catch(() => null);
    if (result === null || (!result.done && result.refused)) return null;
    if (!result.done) return { done: false, retryAfterMs: Math.max(result.retryAfterMs, waitMs) };
    sent = oldest;
  }
}
