import type { KnownBlock } from "@slack/types";
import { adviceForReport } from "../../domain/advice.ts";
import { explainCorruption } from "../../domain/explanation.ts";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import { caseName } from "../../domain/incident.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { alertButtons, moreButton } from "./alert-buttons.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { clamp, code, escaped, link, when } from "./mrkdwn.ts";
import { resourceLines } from "./resource-lines.ts";
import { context, header, LIMIT, type SlackMessage, section } from "./slack-message.ts";
import { actorWords, count, numberWords, readableNumber, stateCounts } from "./words.ts";

/** As many resources as a person reads on a phone; the rest is one button away. */
const MOST_RESOURCES = 20;

/** An alert that wants something of people: what happened, why, what is left, what to do. */
export function openAlert(
  facts: AlertFacts,
  surroundings: AlertSurroundings,
): Omit<SlackMessage, "metadata"> {
  const { incident, resources } = facts;
  const ref = { numberId: incident.phoneNumberId, incidentId: incident.id };
  const state = stateWords(facts);
  const top = [
    header(`${readableNumber(incident.phoneNumber)} ${state}`),
    section(who(facts, surroundings)),
    section(explanation(facts)),
  ];
  const foot = context(
    `${code(incident.phoneNumber, 60)} · case ${caseName(incident)} · ${link(surroundings.runbookUrl, "runbook: how to clean up by hand")}`,
  );
  const shown = fitting(
    resources
      .slice(0, MOST_RESOURCES)
      .map((resource) => resourceLines(resource, facts.number, saidAbove(facts))),
    [...top, foot],
  );
  const more = resources.length - shown.length;
  const blocks: KnownBlock[] = [
    ...top,
    ...shown.map(section),
    ...(more > 0 ? [moreButton(more, ref)] : []),
    alertButtons(facts, ref),
    foot,
  ];
  return { text: fallbackText(facts, state), blocks };
}

/** What several resources have in common is said once, above them; what is true of one alone stands at that one. */
function saidAbove({ number, resources }: AlertFacts): string | null {
  const message = number?.corruptionMessage ?? null;
  const same = resources.filter(({ detail }) => detail === message).length;
  return same > 1 ? message : null;
}

function stateWords({ run, number }: AlertFacts): string {
  if (run !== null) return "is being cleaned up";
  return number === null || number.status === "corrupted"
    ? "could not be deleted"
    : "is not corrupted any more";
}

function who({ incident }: AlertFacts, { onCall }: AlertSurroundings): string {
  const label = `*${escaped(incident.label, 200)}*`;
  return `${label} · id ${incident.phoneNumberId} · corrupted ${when(incident.openedAt)} · ${onCall}`;
}

/** Why, what is left, what next: the three things that somebody who was just woken up asks. */
function explanation(facts: AlertFacts): string {
  const advice = adviceOf(facts);
  const { run, resources } = facts;
  const lines = [`*Why:* ${whyWords(advice)}`];
  if (resources.length > 0) lines.push(`*Left:* ${leftWords(resources)}`);
  if (run !== null)
    lines.push(
      `*Now:* ${actorWords(run.requestedBy)} started the clean-up ${when(run.requestedAt)}. This message will show how it ends.`,
    );
  else lines.push(`*Next:* ${nextWords(resources, advice.next)}`, "Next automatic try: none.");
  return lines.join("\n");
}

function adviceOf({ incident, number, resources }: AlertFacts) {
  return number === null
    ? { ...adviceForReport(incident.cause, incident.message), providerCode: null }
    : explainCorruption(number, resources);
}

function reference({ docsUrl, providerCode }: ReturnType<typeof adviceOf>): string {
  if (docsUrl === null) return providerCode === null ? "" : ` (error ${escaped(providerCode, 40)})`;
  return providerCode === null
    ? ` (${link(docsUrl, "documentation")})`
    : ` (error ${link(docsUrl, clamp(providerCode, 40))})`;
}

/** The reference stands inside the sentence, before its full stop. */
function whyWords(advice: ReturnType<typeof adviceOf>): string {
  const said = reference(advice);
  return said === "" ? escaped(advice.why, 700) : `${escaped(advice.why.replace(/\.$/, ""), 700)}${said}.`;
}

function leftWords(resources: readonly ExternalResource[]): string {
  const unchecked = resources.filter(({ checkedAt }) => checkedAt === null).length;
  if (resources.every(isSettled)) return `nothing (${stateCounts(resources)})`;
  if (unchecked === resources.length) return `${count(resources.length, "resource")}, not checked yet`;
  return stateCounts(resources) + (unchecked > 0 ? ` (${unchecked} not checked yet)` : "");
}

function nextWords(resources: readonly ExternalResource[], advised: string): string {
  if (resources.length > 0 && resources.every(({ checkedAt }) => checkedAt === null))
    return `wait a moment: Lineman looks at everything now, and this message will show what it finds. Then: ${escaped(advised, 700)}`;
  if (resources.length === 0)
    return "nothing outside the database is recorded for this number: Force delete removes the record.";
  if (resources.every(isSettled))
    return "nothing is left to clean up: Retry clean-up ends the normal deletion, Force delete removes the record.";
  return escaped(advised, 700);
}

function fallbackText(facts: AlertFacts, state: string): string {
  const { incident, resources } = facts;
  const open = resources.filter((resource) => !isSettled(resource)).length;
  const left =
    open === 0
      ? "Nothing is left to clean up."
      : `${open} of ${count(resources.length, "resource")} unverified or still there.`;
  const subject = `${numberWords(incident.phoneNumber)} (${escaped(incident.label, 100)}, id ${incident.phoneNumberId})`;
  return `${subject} ${state}: ${escaped(adviceOf(facts).why, 300)} ${left} Open the message to act.`;
}

/** As many paragraphs as fit the budget of the whole message. */
function fitting(paragraphs: readonly string[], around: readonly KnownBlock[]): string[] {
  // Buttons and the separators that Slack counts need some room as well.
  let left = LIMIT.messageCharacters - 800 - JSON.stringify(around).length;
  const taken = paragraphs.findIndex((paragraph) => {
    left -= paragraph.length;
    return left < 0;
  });
  return taken === -1 ? [...paragraphs] : paragraphs.slice(0, taken);
}
