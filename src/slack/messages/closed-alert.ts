import type { KnownBlock } from "@slack/types";
import { isSameActor } from "../../domain/actor.ts";
import { AUTOMATIC_RETRY, MOST_RETRIES } from "../../domain/automatic-retry.ts";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import { caseName, type Incident } from "../../domain/incident.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import type { LeftoverRecord } from "../../operations/ports/force-delete-store.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { code, escaped, link, when } from "./mrkdwn.ts";
import { context, header, type SlackMessage, section, sections } from "./slack-message.ts";
import {
  actorWords,
  capital,
  count,
  duration,
  nameOf,
  numberWords,
  readableNumber,
  STATE_WORD,
  stateCounts,
} from "./words.ts";

/** Ids that were let go are named one by one up to here. */
const MOST_NAMED = 10;

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
      `open ${open} · ${code(incident.phoneNumber, 60)} · case ${caseName(incident)} · ${link(runbookUrl, "runbook: how to clean up by hand")}`,
    ),
  ];
  return { text: fallbackText(facts, state), blocks };
}

function outcomeWords({ outcome }: Incident): string {
  switch (outcome) {
    case "force_deleted":
      return "was force-deleted";
    case "removed":
      return "was cleaned up and deleted";
    case "resolved_elsewhere":
    case null:
      return "is not corrupted any more";
  }
}

function storyLines(facts: AlertFacts): string[] {
  const { incident, resources, leftovers } = facts;
  switch (incident.outcome) {
    case "force_deleted":
      return forceDeleteLines(incident, leftovers.length > 0 ? leftovers : resources);
    case "removed":
      return [
        `*How:* ${cleanUpWords(incident)} removed what was left, and the record with it.`,
        ...(resources.length > 0 ? [`*Resources:* ${stateCounts(resources)}.`] : []),
      ];
    case "resolved_elsewhere":
    case null:
      return ["Another program changed or removed the number. Lineman did nothing to it."];
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

type LetGo = Pick<LeftoverRecord, "kind" | "sid" | "detail"> & {
  state: LeftoverRecord["state"] | ExternalResource["state"];
};

function forceDeleteLines(incident: Incident, letGo: readonly LetGo[]): string[] {
  const isOpen = ({ state }: LetGo) => state === "accepted" || !isSettled({ state });
  const open = letGo.filter(isOpen);
  const gone = letGo.filter(({ state }) => state === "gone").length;
  const kept = letGo.filter(({ state }) => state === "kept").length;
  const lines = [
    `*Reason:* ${incident.closedReason === null ? "none given" : escaped(incident.closedReason, 1000)}`,
    `*Basis:* ${basisWords(incident)}`,
  ];
  if (letGo.length === 0) lines.push("Nothing outside the database was recorded for this number.");
  else
    lines.push(
      `*Proven gone:* ${gone} of ${letGo.length}.${kept > 0 ? ` *Kept, because others use it:* ${kept}.` : ""}`,
    );
  if (open.length > 0) {
    const named = open.slice(0, MOST_NAMED).map((one) => `• ${capital(nameOf(one))}: ${leftWord(one)}`);
    const more = open.length > MOST_NAMED ? [`+${open.length - MOST_NAMED} more`] : [];
    lines.push(`*Not proven gone*, kept in the register of leftovers:`, ...named, ...more);
  }
  return lines;
}

function leftWord({ state, detail }: LetGo): string {
  const word = state === "accepted" ? "still there, accepted" : STATE_WORD[state];
  return detail === "" ? word : `${word} (${escaped(detail, 120)})`;
}

function basisWords({ closedBasis, closedBy }: Incident): string {
  switch (closedBasis) {
    case "proven":
      return "everything was proven gone, or is kept because others use it.";
    case "attested":
      return "people vouched for what could not be proven.";
    case "accepted":
      return "what is still there stays, knowingly.";
    case "api":
      return `done by ${actorWords(closedBy)}: nothing was checked or asked, the caller took the responsibility.`;
    case null:
      return "not recorded.";
  }
}

function fallbackText({ incident, resources, leftovers }: AlertFacts, state: string): string {
  const subject = `${numberWords(incident.phoneNumber)} (${escaped(incident.label, 100)}, id ${incident.phoneNumberId})`;
  const by = incident.outcome === "resolved_elsewhere" ? "" : ` by ${actorWords(incident.closedBy)}`;
  const letGo: readonly LetGo[] = leftovers.length > 0 ? leftovers : resources;
  const open = letGo.filter(({ state: now }) => now === "accepted" || !isSettled({ state: now })).length;
  const left =
    incident.outcome === "force_deleted" && open > 0 ? ` ${count(open, "resource")} not proven gone.` : "";
  return `${subject} ${state}${by}.${left}`;
}
