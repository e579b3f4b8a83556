import { actorLabel } from "../../domain/actor.ts";
import { basisWords } from "../../domain/audit-words.ts";
import { caseName } from "../../domain/incident.ts";
import type { VerbAnswer } from "../../local/desk.ts";
import { incidentView, resourceView } from "../print/json-views.ts";
import { resourceName } from "../print/number-lines.ts";
import { inert, moment } from "../print/paper.ts";

/** It is done, by this command or by somebody before it. */
export type Outcome = Exclude<VerbAnswer<"forceDelete">, { result: "refused" }>;

/** What became of it, for people. */
export function doneWords(outcome: Outcome): string {
  const { incident } = outcome;
  if (outcome.result === "already_done") {
    const who = incident.closedBy === null ? "Somebody" : inert(actorLabel(incident.closedBy));
    return `${who} force-deleted this number before you (${moment(incident.closedAt)}). Nothing more to do.\n`;
  }
  const left = outcome.leftBehind.map((resource) => `  ${resourceName(resource)}\n`).join("");
  return [
    `${inert(incident.phoneNumber)} was force-deleted: ${basisWords(outcome.basis)}. Case ${caseName(incident)}.\n`,
    left === ""
      ? "Nothing was left behind.\n"
      : `Not proven gone, kept in the register of leftovers with their ids:\n${left}`,
    "The alert in Slack is told as soon as Slack answers.\n",
  ].join("");
}

/** The same for machines. */
export function doneView(outcome: Outcome) {
  const { result, incident } = outcome;
  const left = outcome.result === "done" ? outcome.leftBehind.map(resourceView) : [];
  return { result, incident: incidentView(incident), left_behind: left };
}
