import { adviceForReport } from "../../domain/advice.ts";
import { commonReason, explainCorruption } from "../../domain/explanation.ts";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import { isBeingChecked } from "../../domain/look-under-way.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { isVouchedFor } from "./alert-buttons.ts";
import { automaticTryLine, progressLines } from "./alert-progress.ts";
import { alertState } from "./alert-state.ts";
import { clamp, escaped, link } from "./mrkdwn.ts";
import { actorWords, count, stateCounts } from "./words.ts";

/** So long after the alert the first look must have begun. */
const FIRST_LOOK_BEGINS_MS = 60_000;

/** Why, what is left, what goes on, what next: what somebody who was just woken up asks. */
export function explanation(facts: AlertFacts): string {
  const advice = adviceOf(facts);
  const { run, resources } = facts;
  const lines = [`*Why:* ${whyWords(advice, facts)}`];
  if (resources.length > 0) lines.push(`*Left:* ${leftWords(resources)}`);
  lines.push(...progressLines(facts));
  if (run === null) lines.push(`*Next:* ${nextWords(facts, advice.next)}`, automaticTryLine(facts));
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

function adviceOf({ incident, number, resources }: AlertFacts) {
  return number === null
    ? { ...adviceForReport(incident.cause, incident.message), providerCode: null, words: null }
    : explainCorruption(number, resources);
}

/** The code with a link to its documentation, then `words`: "(error 20003: Authenticate)". */
function reference({ docsUrl, providerCode }: ReturnType<typeof adviceOf>, words: string | null): string {
  const subject = providerCode === null ? "documentation" : clamp(providerCode, 40);
  const named = docsUrl === null ? escaped(subject) : link(docsUrl, subject);
  const said = words === null ? "" : escaped(words, 300);
  if (providerCode === null) {
    const parts = [said, docsUrl === null ? "" : named].filter((part) => part !== "");
    return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  }
  return said === "" ? ` (error ${named})` : ` (error ${named}: ${said})`;
}

/** The reference stands inside the sentence, before its full stop. A reason that no line below repeats is told whole. */
function whyWords(advice: ReturnType<typeof adviceOf>, facts: AlertFacts): string {
  const said = reference(advice, saidAbove(facts) === null ? null : advice.words);
  return said === "" ? escaped(advice.why, 700) : `${escaped(advice.why.replace(/\.$/, ""), 700)}${said}.`;
}

function leftWords(resources: readonly ExternalResource[]): string {
  const unchecked = resources.filter(({ checkedAt }) => checkedAt === null).length;
  if (resources.every(isSettled)) return `nothing (${stateCounts(resources)})`;
  if (unchecked === resources.length) return `${count(resources.length, "resource")}, not checked yet`;
  return stateCounts(resources) + (unchecked > 0 ? ` (${unchecked} not checked yet)` : "");
}

/** What a person should do now; `advised`: what the cause alone would have them do. */
function nextWords(facts: AlertFacts, advised: string): string {
  const { incident, resources, approval, readAt } = facts;
  if (approval !== null)
    return `somebody other than ${actorWords(approval.requestedBy)} who may approve presses Approve or Decline in the thread.`;
  const then = escaped(advised, 700);
  if (resources.length === 0)
    return "nothing outside the database is recorded for this number: Force delete removes the record.";
  if (resources.every(({ checkedAt }) => checkedAt === null))
    return `${beforeFirstLook(facts)} Then: ${then}`;
  if (resources.every(isSettled))
    return "nothing is left to clean up: Retry clean-up ends the normal deletion, Force delete removes the record.";
  if (resources.every((resource) => isSettled(resource) || isVouchedFor(resource)))
    return "people say that the rest is removed: press Check again, which looks for proof; or Force delete, which records their word.";
  if (alertState(facts) === "retrying" && incident.nextRetryAt !== null && incident.nextRetryAt > readAt)
    return `nothing, until the automatic try. Should it not help: ${then}`;
  return then;
}

function beforeFirstLook({ incident, readAt }: AlertFacts): string {
  if (isBeingChecked(incident, readAt)) return "wait for the result.";
  const soon = readAt.getTime() - incident.openedAt.getTime() < FIRST_LOOK_BEGINS_MS;
  return soon
    ? "wait a moment: Lineman looks at everything now, and this message will show what it finds."
    : "press Check again: nothing has been looked at yet.";
}
