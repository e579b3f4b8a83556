import { isPaused } from "../../domain/automatic-retry.ts";
import { isCause } from "../../domain/cause.ts";
import type { Incident } from "../../domain/incident.ts";
import { isBeingChecked } from "../../domain/look-under-way.ts";
import { isSetUpFailure } from "../../domain/provision-failure.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";

/** What is going on with an open incident. Several things may be true: this is the one that its readers must know first. */
export type AlertState =
  | "resolved"
  | "cleaning_up"
  | "waiting_for_approval"
  | "checking"
  | "snoozed"
  | "claimed"
  | "retrying"
  | "open";

/** What the headline says, from the facts alone. */
export function alertState({
  incident,
  number,
  run,
  approval,
  readAt,
}: Pick<AlertFacts, "incident" | "number" | "run" | "approval" | "readAt">): AlertState {
  if (run !== null) return "cleaning_up";
  if (number !== null && number.status !== "corrupted") return "resolved";
  if (approval !== null) return "waiting_for_approval";
  if (isBeingChecked(incident, readAt)) return "checking";
  if (isSnoozed(incident, readAt)) return "snoozed";
  if (incident.claimedBy !== null) return "claimed";
  return incident.nextRetryAt === null || isPaused(incident, false, readAt) ? "open" : "retrying";
}

/** What became of the number; plain text. */
export function conditionWords(state: AlertState, { cause, message }: Reported): string {
  if (state === "resolved") return "is not corrupted any more";
  if (state === "cleaning_up") return "is being cleaned up";
  if (!isCause(cause)) return "was reported as corrupted";
  return isSetUpFailure(message) ? "could not be set up" : "could not be deleted";
}

type Reported = Pick<Incident, "cause" | "message">;

/** The same with what is going on about it: the headline behind the number. */
export function headlineWords(state: AlertState, reported: Reported): string {
  const also = ALSO[state];
  const condition = conditionWords(state, reported);
  return also === "" ? condition : `${condition} · ${also}`;
}

const ALSO: Record<AlertState, string> = {
  resolved: "",
  cleaning_up: "",
  waiting_for_approval: "waits for a second person",
  checking: "checking now",
  snoozed: "snoozed",
  claimed: "claimed",
  retrying: "automatic try planned",
  open: "",
};
