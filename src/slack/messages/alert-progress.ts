import { isSameActor } from "../../domain/actor.ts";
import { AUTOMATIC_RETRY, MOST_RETRIES } from "../../domain/automatic-retry.ts";
import { isCause, isTransient } from "../../domain/cause.ts";
import { isBeingChecked } from "../../domain/look-under-way.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { alertState } from "./alert-state.ts";
import { when } from "./mrkdwn.ts";
import { actorWords, capital } from "./words.ts";

/* What is going on about an open incident, in mrkdwn: whatever a person has begun, or Lineman does by itself. */

/** A line for each thing that goes on: the clean-up or the look under way, the wish that waits, the snooze. */
export function progressLines(facts: AlertFacts): string[] {
  const { incident, run, approval, readAt } = facts;
  const lines: string[] = [];
  if (run !== null) lines.push(`*Now:* ${runWords(facts)}`);
  else if (incident.checkingSince !== null && isBeingChecked(incident, readAt))
    lines.push(
      `*Now:* Lineman looks at every resource (since ${when(incident.checkingSince)}). This message will show what it finds.`,
    );
  if (approval !== null)
    lines.push(
      `*Waiting for a second person:* ${actorWords(approval.requestedBy)} asked ${when(approval.requestedAt)} to force-delete this. Without an answer the request lapses ${when(approval.expiresAt)}.`,
    );
  if (incident.snoozedUntil !== null && isSnoozed(incident, readAt)) {
    const by = incident.snoozedBy === null ? "" : ` by ${actorWords(incident.snoozedBy)}`;
    lines.push(`*Snoozed*${by} until ${when(incident.snoozedUntil)}: nobody is reminded until then.`);
  }
  return lines;
}

/** When Lineman tries again by itself, or what it waits for; null where it does not. */
export function automaticTryLine({ incident, readAt }: AlertFacts): string | null {
  const { nextRetryAt, claimedBy } = incident;
  if (nextRetryAt === null) return null;
  const line = (words: string) => `Next automatic try: ${words}.`;
  if (claimedBy !== null) return line(`paused while ${actorWords(claimedBy)} has this claimed`);
  if (isSnoozed(incident, readAt)) return line("paused while this is snoozed");
  if (nextRetryAt <= readAt) return line("due now; it waits while somebody has the force-delete window open");
  return line(when(nextRetryAt));
}

/** Why Lineman does not try again by itself, for the foot of the message; null where it does. */
export function noAutomaticTry({ incident, number, run }: AlertFacts): string | null {
  const { nextRetryAt, retries } = incident;
  if (nextRetryAt !== null || run !== null) return null;
  const none = "no automatic try";
  if (retries > 0)
    return `${none} any more (${retries === 1 ? "one was made" : `${retries} were made`} and did not help)`;
  const cause = number?.corruptionCause ?? null;
  if (cause === "credentials") return `${none} (credentials do not heal by themselves)`;
  return isCause(cause) && !isTransient(cause) ? `${none} (this does not pass by itself)` : none;
}

/** Who works on it, for the foot of the message. */
export function claimWords({ incident: { claimedBy, claimedAt } }: AlertFacts): string {
  if (claimedBy === null) return "Nobody has claimed this yet";
  return `Claimed by ${actorWords(claimedBy)}${claimedAt === null ? "" : ` ${when(claimedAt)}`}`;
}

/** What goes on, in one sentence for the text that stands alone; "" where nothing does. */
export function progressSentence(facts: AlertFacts): string {
  const { incident, approval } = facts;
  switch (alertState(facts)) {
    case "cleaning_up":
      return runWords(facts);
    case "waiting_for_approval":
      return `${capital(actorWords(approval?.requestedBy ?? null))} asked to force-delete it: somebody else must approve or decline in the thread.`;
    case "checking":
      return "Lineman is looking at every resource now.";
    case "snoozed":
      return incident.snoozedUntil === null ? "" : `Snoozed until ${when(incident.snoozedUntil)}.`;
    case "claimed":
      return `${claimWords(facts)}.`;
    case "retrying":
      return automaticTryLine(facts) ?? "";
    case "resolved":
    case "open":
      return "";
  }
}

function runWords({ run, incident }: AlertFacts): string {
  if (run === null) return "";
  const shows = "This message will show how it ends.";
  return isSameActor(run.requestedBy, AUTOMATIC_RETRY)
    ? `Lineman tries the clean-up again by itself (automatic try ${incident.retries} of ${MOST_RETRIES}, begun ${when(run.requestedAt)}). ${shows}`
    : `${capital(actorWords(run.requestedBy))} started the clean-up ${when(run.requestedAt)}. ${shows}`;
}
