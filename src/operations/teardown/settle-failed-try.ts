import { type Actor, isSameActor } from "../../domain/actor.ts";
import { AUTOMATIC_RETRY, mayHealItself, nextRetry } from "../../domain/automatic-retry.ts";
import type { Cause } from "../../domain/cause.ts";
import type { Incident } from "../../domain/incident.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import type { TeardownOutcome } from "../../domain/teardown-outcome.ts";
import type { NewNote } from "../ports/incident-store.ts";
import type { Store } from "../ports/store.ts";

const MINUTE_MS = 60_000;

/** A clean-up that has just failed. `causes`: of every resource that it could not settle, as far as they are known. */
export interface FailedTry {
  by: Actor;
  causes: readonly (Cause | null)[];
  message: string;
  at: Date;
  /** 0 to 1, by chance. */
  spread: number;
}

/** What decides about another try: where no resource is to blame, the reason that the record had to stay. */
export function causesOf({
  cause,
  unsettled,
}: Extract<TeardownOutcome, { outcome: "corrupted" }>): (Cause | null)[] {
  return unsettled.length === 0 ? [cause] : unsettled.map((resource) => resource.cause);
}

/**
 * After a clean-up failed: plans the next automatic try, and calls those on call in the thread where the alert was posted
 * without a call because a try was to come first. In the transaction of the failure; the incident is as it is afterwards.
 */
export async function settleFailedTry(tx: Store, raised: Incident, failed: FailedTry): Promise<Incident> {
  const { causes, at, spread } = failed;
  const incident = await tx.incidents.lock(raised.id);
  if (incident === null) return raised;
  const nextRetryAt = nextRetry(causes, { retries: incident.retries, now: at, spread });
  const planned = { ...incident, nextRetryAt };
  const calls = owesCall(planned, at);
  const changes = { nextRetryAt, ...(calls ? { mentionedAt: at } : {}) };
  await tx.incidents.change(incident.id, changes);
  const isAutomatic = isSameActor(failed.by, AUTOMATIC_RETRY);
  if (calls || (isAutomatic && nextRetryAt === null)) {
    const called: Partial<NewNote> = calls ? { mention: "on_call", broadcast: true } : {};
    await tx.incidents.note(incident.id, { text: noteText(isAutomatic, failed, nextRetryAt), ...called }, at);
  }
  return { ...planned, ...changes };
}

/** An alert that is not posted yet calls people itself; whoever has claimed it knows. */
function owesCall(incident: Incident, at: Date): boolean {
  if (incident.mentionedAt !== null || incident.alertTs === null) return false;
  if (incident.claimedBy !== null || isSnoozed(incident, at)) return false;
  return !mayHealItself(incident, false, at);
}

function noteText(isAutomatic: boolean, { message, at }: FailedTry, nextRetryAt: Date | null): string {
  const failed = isAutomatic ? "The automatic try failed as well" : "The clean-up failed again";
  const why = message.replace(/\.+$/, "");
  return `${failed}${why === "" ? "" : ` (${why})`}. ${nextWords(at, nextRetryAt)}`;
}

function nextWords(at: Date, nextRetryAt: Date | null): string {
  if (nextRetryAt === null) return "Lineman does not try again by itself: a person must step in.";
  const minutes = Math.round((nextRetryAt.getTime() - at.getTime()) / MINUTE_MS);
  return `Next automatic try in about ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
}
