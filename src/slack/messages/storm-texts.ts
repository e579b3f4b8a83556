import { assertNever } from "../../domain/errors.ts";
import type { Storm, StormWorkKind } from "../../domain/storm.ts";
import type {
  OpenMemberResult,
  StormClaimResult,
  StormOver,
  StormReleaseResult,
  StormSnoozeResult,
  StormWakeResult,
  StormWorkResult,
} from "../../operations/storms/storm-answers.ts";
import { link, when } from "./mrkdwn.ts";
import { actorWords, capital, count, numberWords } from "./words.ts";

/* Answers to the buttons of a storm's message, in mrkdwn, for whoever pressed them. */

/** What came of Retry all or Check all. */
export function stormWorkAnswer(result: StormWorkResult, kind: StormWorkKind): string {
  switch (result.result) {
    case "started":
      return `${WORK_NAME[kind]} started for ${count(result.numbers, "number")}: first one of them is looked at, and if the account answers again the others follow, a few at a time. The message shows how it goes.`;
    case "busy":
      return `${capital(actorWords(result.work.by))} started ${WORK_NAME[result.work.kind]} ${when(result.work.startedAt)}, and it is not over yet: nothing was started a second time. The message shows how it goes.`;
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of Claim. */
export function stormClaimAnswer(result: StormClaimResult): string {
  switch (result.result) {
    case "claimed":
      return "These numbers are yours now, all of them. Automatic tries wait until you press Release.";
    case "already_yours":
      return "These numbers are yours already. Nothing changed.";
    case "taken":
      return `${capital(actorWords(result.by))} claimed these numbers before you${result.since === null ? "" : ` (${when(result.since)})`}, so nothing changed. To take over, press Release first, then Claim.`;
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of Release. */
export function stormReleaseAnswer(result: StormReleaseResult): string {
  switch (result.result) {
    case "released":
      return result.isOwn
        ? "These numbers are not yours any more: anybody on call may claim them, and automatic tries go on."
        : `These numbers were claimed by ${actorWords(result.from)}, and are not any more. The thread says so; tell them.`;
    case "not_claimed":
      return "Nobody has claimed these numbers, so there is nothing to release.";
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of a choice in the snooze menu. `utcOnly`: the person's time zone was not to be had. */
export function stormSnoozeAnswer(result: StormSnoozeResult | StormWakeResult, utcOnly: boolean): string {
  switch (result.result) {
    case "snoozed":
    case "already":
      return `These numbers are quiet until ${when(result.until)}: nobody is reminded, and nothing is tried automatically. The menu wakes them earlier.${utcOnly ? " Slack does not say your time zone, so this is 09:00 UTC." : ""}`;
    case "refused":
      return result.why === "past"
        ? "That time is over already, so nothing was snoozed. Choose another one."
        : "Nothing was snoozed: a message stays quiet for at most 7 days.";
    case "woken":
      return "These numbers are not quiet any more: reminders and automatic tries go on.";
    case "not_snoozed":
      return "These numbers are not snoozed, so there is nothing to wake.";
    case "over":
      return overAnswer(result);
    default:
      return assertNever(result);
  }
}

/** What came of Open. `address`: of the number's own message; null where it is not posted yet. */
export function openMemberAnswer({ result, incident }: OpenMemberResult, address: string | null): string {
  if (incident === null) return "Lineman does not know this case any more, so nothing was done.";
  const number = `${numberWords(incident.phoneNumber)} (id ${incident.phoneNumberId})`;
  if (result === "over") return `${number} is settled already: nothing is left to do about it.`;
  if (address === null)
    return `${number} gets an alert of its own in this channel in a moment; the thread will link to it.`;
  return `${number} has an alert of its own: ${link(address, "open it")}.`;
}

const WORK_NAME: Record<StormWorkKind, string> = { retry: "Retry all", check: "Check all" };

function overAnswer({ storm }: StormOver): string {
  if (storm === null) return "Lineman does not know these numbers any more, so nothing was done.";
  return `All these numbers are settled${endedWords(storm)}, so nothing was done. The message is brought up to date.`;
}

function endedWords({ endedAt }: Storm): string {
  return endedAt === null ? "" : ` (${when(endedAt)})`;
}
