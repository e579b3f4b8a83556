import { assertNever } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident.ts";
import type {
  ClaimResult,
  Over,
  ReleaseResult,
  SnoozeResult,
  WakeResult,
} from "../../operations/incidents/incident-answers.ts";
import { when } from "./mrkdwn.ts";
import { actorWords, capital, numberWords } from "./words.ts";

/* Answers to Claim, Release and Snooze, in mrkdwn, for whoever pressed them. */

/** What came of Claim. */
export function claimAnswer(result: ClaimResult): string {
  switch (result.result) {
    case "claimed":
      return `${named(result.incident)} is yours now. Automatic tries wait until you press Release.`;
    case "already_yours":
      return `${named(result.incident)} is yours already${since(result.incident.claimedAt)}. Nothing changed.`;
    case "taken":
      return `${capital(actorWords(result.by))} claimed ${named(result.incident)} before you${since(result.since)}, so nothing changed. To take over, press Release first, then Claim: both are said in the thread.`;
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of Release. */
export function releaseAnswer(result: ReleaseResult): string {
  switch (result.result) {
    case "released":
      return result.isOwn
        ? `${named(result.incident)} is not yours any more: anybody on call may claim it, and automatic tries go on.`
        : `${named(result.incident)} was claimed by ${actorWords(result.from)}${since(result.since)}, and is not any more. The thread says so; tell them. Press Claim if you take over.`;
    case "not_claimed":
      return `Nobody has claimed ${named(result.incident)}, so there is nothing to release. Press Claim if you take it on.`;
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of a choice in the snooze menu. `utcOnly`: the person's time zone was not to be had. */
export function snoozeAnswer(result: SnoozeResult, utcOnly: boolean): string {
  switch (result.result) {
    case "snoozed":
    case "already":
      return `${named(result.incident)} is quiet until ${when(result.until)}: nobody is reminded, and nothing is tried automatically. The menu wakes it earlier.${utcOnly ? " Slack does not say your time zone, so this is 09:00 UTC." : ""}`;
    case "refused":
      return result.why === "past"
        ? "That time is over already, so nothing was snoozed. Choose another one."
        : "Nothing was snoozed: an alert stays quiet for at most 7 days.";
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of "Wake now". */
export function wakeAnswer(result: WakeResult): string {
  switch (result.result) {
    case "woken":
      return `${named(result.incident)} is not quiet any more: reminders and automatic tries go on.`;
    case "not_snoozed":
      return `${named(result.incident)} is not snoozed, so there is nothing to wake.`;
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

function overAnswer({ incident }: Over): string {
  if (incident === null) return "Lineman does not know this case any more, so nothing was done.";
  return `This case is over, so nothing was done: ${named(incident)} ${endWords(incident)}${incident.closedAt === null ? "" : ` ${when(incident.closedAt)}`}. The alert is brought up to date.`;
}

function endWords({ outcome, closedBy }: Incident): string {
  switch (outcome) {
    case "force_deleted":
      return `was force-deleted by ${actorWords(closedBy)}`;
    case "removed":
      return `was cleaned up and deleted by ${actorWords(closedBy)}`;
    case "resolved_elsewhere":
    case null:
      return "was resolved outside Lineman";
  }
}

function named({ phoneNumber, phoneNumberId }: Incident): string {
  return `${numberWords(phoneNumber)} (id ${phoneNumberId})`;
}

function since(at: Date | null): string {
  return at === null ? "" : ` (${when(at)})`;
}
