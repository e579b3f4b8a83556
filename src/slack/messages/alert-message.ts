import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { METADATA } from "../ids.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { closedAlert } from "./closed-alert.ts";
import { openAlert } from "./open-alert.ts";
import type { SlackMessage } from "./slack-message.ts";

/** The one message that stands for an incident, through its whole life. */
export function alertMessage(facts: AlertFacts, surroundings: AlertSurroundings): SlackMessage {
  const { id, closedAt } = facts.incident;
  const drawn =
    closedAt === null ? openAlert(facts, surroundings) : closedAlert(facts, closedAt, surroundings);
  return { ...drawn, metadata: { event_type: METADATA.alert, event_payload: { incident_id: id } } };
}
