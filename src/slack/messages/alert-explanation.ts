import { adviceForReport } from "../../domain/advice.ts";
import { commonReason, type Explanation, explainCorruption } from "../../domain/explanation.ts";
import { type ExternalResource, isSettled, isTickedSinceLook } from "../../domain/external-resource.ts";
import { isBeingChecked } from "../../domain/look-under-way.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { isVouchedFor } from "./alert-buttons.ts";
import { automaticTryLine, progressLines } from "./alert-progress.ts";
import { alertState } from "./alert-state.ts";
import { escaped } from "./mrkdwn.ts";
import { whyWords } from "./why-words.ts";
import { actorWords, capital, count, openCounts, stateCounts, uncapital } from "./words.ts";

/** So long after the alert the first look must have begun. */
const FIRST_LOOK_BEGINS_MS = 60_000;

/** Why, what is left, what goes on, what next: what somebody who was just woken up asks. */
export function explanation(facts: AlertFacts): string {
  const advice = adviceOf(facts);
  const { run, resources } = facts;
  // A reason that no line below repeats is told whole.
  const lines = [`*Why:* ${whyWords(advice, saidAbove(facts) === null ? null : advice.words)}`];
  if (resources.length > 0) lines.push(`*Left:* ${leftWords(resources)}`);
  lines.push(...progressLines(facts));
  if (run === null) {
    const automatic = automaticTryLine(facts);
    lines.push(
      `*Next:* ${capital(nextWords(facts, advice.next))}`,
      ...(automatic === null ? [] : [automatic]),
    );
  }
  return lines.join("\n");
}

/** Why it is corrupted, for the text that stands alone. */
export function whySentence(facts: AlertFacts): string {
  return escaped(adviceOf(facts).why, 300);
}

/** What several resources have in common is said once, above them; what is true of one alone stands at that one. */
export function saidAbove({ number, resources }: AlertFacts): string | null {
  return number === null ? null : commonReason(number, resources);
}

function adviceOf({ incident, number, resources }: AlertFacts): Explanation {
  return number === null
    ? { ...adviceForReport(incident.cause, incident.message), providerCode: null, words: null }
    : explainCorruption(number, resources);
}

function leftWords(resources: readonly ExternalResource[]): string {
  if (resources.every(isSettled)) return `nothing (${stateCounts(resources)})`;
  if (resources.every(({ checkedAt }) => checkedAt === null))
    return `${count(resources.length, "resource")}, not checked yet`;
  return openCounts(resources);
}

/** What a person should do now; `advised`: what the cause alone would have them do. */
function nextWords(facts: AlertFacts, advised: string): string {
  const { incident, resources, approval, readAt } = facts;
  if (approval !== null)
    return `somebody other than ${actorWords(approval.requestedBy)} who may approve presses Approve or Decline in the thread.`;
  const advice = escaped(advised, 700);
  const then = uncapital(advice);
  if (resources.length === 0)
    return "nothing outside the database is recorded for this number: Force delete removes the record.";
  if (resources.every(({ checkedAt }) => checkedAt === null))
    return `${beforeFirstLook(facts)} Then: ${then}`;
  if (resources.every(isSettled)) return advice;
  return (
    tickedWords(resources, then) ??
    (untilTheTry(incident, alertState(facts), readAt)
      ? `nothing, until the automatic try. Should it not help: ${then}`
      : advice)
  );
}

function untilTheTry(
  { nextRetryAt }: AlertFacts["incident"],
  state: ReturnType<typeof alertState>,
  readAt: Date,
): boolean {
  return state === "retrying" && nextRetryAt !== null && nextRetryAt > readAt;
}

/** Where people say that something is removed; null where nobody does, or a look has answered them all. */
function tickedWords(resources: readonly ExternalResource[], then: string): string | null {
  const open = resources.filter((resource) => !isSettled(resource));
  const since = open.filter(isTickedSinceLook).length;
  const vouched = open.every(isVouchedFor);
  if (vouched && since > 0)
    return "press Check again: people say that the rest is removed, and nothing was looked at since.";
  if (vouched)
    return "people say that the rest is removed, but no look could prove it: press Check again when the cause is gone; or Force delete, which records their word.";
  if (since > 0)
    return `press Check again: ${since} of ${open.length} ${since === 1 ? "was" : "were"} ticked since the last look. For the rest: ${then}`;
  return null;
}

function beforeFirstLook({ incident, readAt }: AlertFacts): string {
  if (isBeingChecked(incident, readAt)) return "wait for the result.";
  const soon = readAt.getTime() - incident.openedAt.getTime() < FIRST_LOOK_BEGINS_MS;
  return soon
    ? "wait a moment: Lineman looks at everything now, and this message will show what it finds."
    : "press Check again: nothing has been looked at yet.";
}
