import { isPaused } from "../../domain/automatic-retry.ts";
import { isBeingChecked } from "../../domain/look-under-way.ts";
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
export function alertState({ incident, number, run, approval, readAt }: AlertFacts): AlertState {
  if (run !== null) return "cleaning_up";
  if (number !== null && number.status !== "corrupted") return "resolved";
  if (approval !== null) return "waiting_for_approval";
  if (isBeingChecked(incident, readAt)) return "checking";
  if (isSnoozed(incident, readAt)) return "snoozed";
  if (incident.claimedBy !== null) return "claimed";
  return incident.nextRetryAt === null || isPaused(incident, false, readAt) ? "open" : "retrying";
}

/** What became of the number; plain text. */
export function conditionWords(state: AlertState): string {
  if (state === "resolved") return "is not corrupted any more";
  return state === "cleaning_up" ? "is being cleaned up" : "could not be deleted";
}

/** The same with what is going on about it: the headline behind the number. */
export function headlineWords(state: AlertState): string {
  const also = ALSO[state];
  return also === "" ? conditionWords(state) : `${conditionWords(state)} · ${also}`;
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
