import type { KnownBlock } from "@slack/types";
import { isSettled } from "../../domain/external-resource.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { alertButtons, moreButton } from "./alert-buttons.ts";
import { explanation, saidAbove, whySentence } from "./alert-explanation.ts";
import { footWords } from "./alert-foot.ts";
import { claimWords, noAutomaticTry, progressSentence } from "./alert-progress.ts";
import { alertState, conditionWords, headlineWords } from "./alert-state.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { listHint } from "./console-links.ts";
import { escaped, link, when } from "./mrkdwn.ts";
import { resourceLines } from "./resource-lines.ts";
import { runbookUrl } from "./runbook-url.ts";
import { context, header, LIMIT, type SlackMessage, section } from "./slack-message.ts";
import { count, numberWords, readableNumber } from "./words.ts";

/** As many resources as a person reads on a phone; the rest is one button away. */
const MOST_RESOURCES = 20;
/** Of the budget of the whole message: for the buttons, and for the separators that Slack counts. */
const ROOM_FOR_BUTTONS = 1500;

/** An alert that wants something of people: what happened, why, what is left, what goes on, what to do. */
export function openAlert(
  facts: AlertFacts,
  surroundings: AlertSurroundings,
): Omit<SlackMessage, "metadata"> {
  const { incident, resources } = facts;
  const ref = { numberId: incident.phoneNumberId, incidentId: incident.id };
  const top = [
    header(`${readableNumber(incident.phoneNumber)} ${headlineWords(alertState(facts), incident)}`),
    section(who(facts, surroundings)),
    section(explanation(facts)),
  ];
  const foot = context(footLine(facts, surroundings));
  const showing = { said: saidAbove(facts), underWay: facts.run !== null };
  const shown = fitting(
    resources
      .slice(0, MOST_RESOURCES)
      .map((resource) => resourceLines(resource, facts.number, surroundings.consoleLinks, showing)),
    [...top, foot],
  );
  const more = resources.length - shown.length;
  const blocks: KnownBlock[] = [
    ...top,
    ...shown.map(section),
    ...(more > 0 ? [moreButton(more, facts, ref)] : []),
    ...alertButtons(facts, ref),
    foot,
  ];
  return { text: fallbackText(facts), blocks };
}

function footLine(facts: AlertFacts, { runbookUrl: base, consoleLinks }: AlertSurroundings): string {
  const { incident, number, resources, run, readAt } = facts;
  const none = noAutomaticTry(facts);
  return [
    claimWords(facts),
    ...(none === null ? [] : [none]),
    ...footWords(incident, readAt),
    ...(run === null ? listHint(resources, number, consoleLinks) : []),
    link(runbookUrl(base, incident.cause), "runbook: how to clean up by hand"),
  ].join(" · ");
}

/** Those on call are mentioned once they have been called: an edit notifies nobody, and a replacement should. */
function who({ incident, mentions }: AlertFacts, { onCall }: AlertSurroundings): string {
  const label = `*${escaped(incident.label, 200)}*`;
  const parts = [label, `id ${incident.phoneNumberId}`, `corrupted ${when(incident.openedAt)}`];
  return [...parts, ...(mentions ? [onCall] : [])].join(" · ");
}

const nothingLeft = (resources: number) =>
  resources === 0 ? "Nothing outside is recorded for it." : "Nothing is left to clean up.";

function fallbackText(facts: AlertFacts): string {
  const { incident, resources } = facts;
  const open = resources.filter((resource) => !isSettled(resource)).length;
  const left =
    open === 0
      ? nothingLeft(resources.length)
      : `${open} of ${count(resources.length, "resource")} unverified or still there.`;
  const subject = `${numberWords(incident.phoneNumber)} (${escaped(incident.label, 100)}, id ${incident.phoneNumberId})`;
  const condition = `${subject} ${conditionWords(alertState(facts), incident)}: ${whySentence(facts)}`;
  const sentences = [condition, left, progressSentence(facts), "Open the message to act."];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** As many paragraphs as fit the budget of the whole message. */
function fitting(paragraphs: readonly string[], around: readonly KnownBlock[]): string[] {
  let left = LIMIT.messageCharacters - ROOM_FOR_BUTTONS - JSON.stringify(around).length;
  const taken = paragraphs.findIndex((paragraph) => {
    left -= paragraph.length;
    return left < 0;
  });
  return taken === -1 ? [...paragraphs] : paragraphs.slice(0, taken);
}
