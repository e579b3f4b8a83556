import type { KnownBlock } from "@slack/types";
import { isSameActor } from "../../domain/actor.ts";
import { AUTOMATIC_RETRY, MOST_RETRIES } from "../../domain/automatic-retry.ts";
import { type Incident, RESOLVED_ELSEWHERE } from "../../domain/incident.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { footWords } from "./alert-foot.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { forceDeleteLines, openOf } from "./let-go-lines.ts";
import { escaped, link, when } from "./mrkdwn.ts";
import { context, header, type SlackMessage, section, sections } from "./slack-message.ts";
import { actorWords, count, duration, numberWords, readableNumber, stateCounts } from "./words.ts";

type Closed = Omit<SlackMessage, "metadata">;

/** The end of an incident: what became of it, who, when, why, and what is not proven. No buttons. */
export function closedAlert(facts: AlertFacts, closedAt: Date, { runbookUrl }: AlertSurroundings): Closed {
  const { incident } = facts;
  const state = outcomeWords(incident);
  const label = `*${escaped(incident.label, 200)}* · id ${incident.phoneNumberId}`;
  const by =
    incident.outcome === "resolved_elsewhere" ? "outside Lineman" : `by ${actorWords(incident.closedBy)}`;
  const approved = incident.approvedBy === null ? "" : ` · approved by ${actorWords(incident.approvedBy)}`;
  const open = duration(closedAt.getTime() - incident.openedAt.getTime());
  const blocks: KnownBlock[] = [
    header(`${readableNumber(incident.phoneNumber)} ${state}`),
    section(`${label} · ${by} ${when(closedAt)}${approved}`),
    ...sections(storyLines(facts)),
    context(
      [`open ${open}`, ...footWords(incident, facts.readAt), ...whereToLook(facts, runbookUrl)].join(" · "),
    ),
  ];
  return { text: fallbackText(facts, state), blocks };
}

/** How to clean up by hand is of use only where something may be left. */
function whereToLook(facts: AlertFacts, runbookUrl: string): string[] {
  const history = `\`/phone history ${facts.incident.phoneNumberId}\``;
  return openOf(facts).length === 0
    ? [history]
    : [history, link(runbookUrl, "runbook: how to clean up by hand")];
}

function outcomeWords({ outcome, closedReason }: Incident): string {
  switch (outcome) {
    case "force_deleted":
      return "was force-deleted";
    case "removed":
      return "was cleaned up and deleted";
    case "resolved_elsewhere":
    case null:
      if (closedReason === RESOLVED_ELSEWHERE.removed) return "was removed by another program";
      return closedReason === RESOLVED_ELSEWHERE.active ? "is active again" : "is not corrupted any more";
  }
}

function storyLines(facts: AlertFacts): string[] {
  const { incident, resources } = facts;
  switch (incident.outcome) {
    case "force_deleted":
      return forceDeleteLines(facts);
    case "removed":
      return [
        `*How:* ${cleanUpWords(incident)} removed what was left, and the record with it.`,
        ...(resources.length > 0 ? [`*Resources:* ${stateCounts(resources)}.`] : []),
      ];
    case "resolved_elsewhere":
    case null:
      return [elsewhereWords(incident)];
  }
}

function elsewhereWords({ closedReason }: Incident): string {
  switch (closedReason) {
    case RESOLVED_ELSEWHERE.removed:
      return "Another program removed its record. Lineman did nothing to it, and nothing at Twilio or LiveKit.";
    case RESOLVED_ELSEWHERE.active:
      return "Another program set it to active. Lineman did nothing to it.";
    default:
      return "Another program changed or removed the number. Lineman did nothing to it.";
  }
}

/** Who had begun the clean-up that succeeded; for the start of a sentence. */
function cleanUpWords({ closedBy, retries }: Incident): string {
  if (closedBy === null) return "A clean-up";
  if (isSameActor(closedBy, AUTOMATIC_RETRY))
    return `Lineman's automatic try (${retries} of ${MOST_RETRIES})`;
  const how = closedBy.kind === "api_token" ? "A delete by" : "The clean-up started by";
  return `${how} ${actorWords(closedBy)}`;
}

function fallbackText(facts: AlertFacts, state: string): string {
  const { incident } = facts;
  const subject = `${numberWords(incident.phoneNumber)} (${escaped(incident.label, 100)}, id ${incident.phoneNumberId})`;
  const by = incident.outcome === "resolved_elsewhere" ? "" : ` by ${actorWords(incident.closedBy)}`;
  const open = openOf(facts).length;
  const left = open > 0 ? ` ${count(open, "resource")} not proven gone.` : "";
  return `${subject} ${state}${by}.${left}`;
}
