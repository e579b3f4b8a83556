import { resourceKey } from "../../../src/domain/external-resource.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { AlertFacts } from "../../../src/operations/ports/alerts.ts";
import type { Approval } from "../../../src/operations/ports/force-delete-store.ts";
import type { AlertSurroundings } from "../../../src/slack/messages/alert-surroundings.ts";
import { createConsoleLinks } from "../../../src/slack/messages/console-links.ts";
import { aNumber, aResource, NOW, secondsBefore, UNTOUCHED } from "../../support/factories.ts";

/** An open incident of number 42 whose alert was posted at once. */
export function anIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 7,
    phoneNumberId: 42,
    ordinal: 1,
    phoneNumber: "+14155551234",
    label: "Support Line",
    cause: "credentials",
    message: "Twilio rejected the credentials",
    openedAt: NOW,
    closedAt: null,
    outcome: null,
    closedBy: null,
    closedReason: null,
    closedBasis: null,
    approvedBy: null,
    alertChannel: null,
    alertTs: "1768446720.000100",
    ...UNTOUCHED,
    stormId: null,
    ownMessage: true,
    ...changes,
  };
}

/** A wish for the incident above that waits: the trunk is still there and stays, a list is gone by the requester's word. */
export function anApproval(changes: Partial<Approval> = {}): Approval {
  const trunk = resourceKey(aResource("twilio_sip_trunk"));
  const list = resourceKey(aResource("twilio_credential_list"));
  return {
    id: "00000000-0000-4000-8000-00000000000a",
    incidentId: 7,
    phoneNumberId: 42,
    requestedBy: { kind: "slack_user", id: "U000ONCALL" },
    requestedAt: NOW,
    expiresAt: secondsBefore(-1800),
    reason: "the customer keeps the trunk, OPS-812",
    ticks: [list],
    accept: true,
    shown: { status: "corrupted", states: { [trunk]: "present", [list]: "unknown" } },
    state: "pending",
    decidedBy: null,
    decidedAt: null,
    ...changes,
  };
}

/** What an alert shows besides its facts. */
export const SURROUNDINGS: AlertSurroundings = {
  onCall: "<!subteam^S000ONCALL>",
  approvers: "<!subteam^S000ONCALL>",
  runbookUrl: "https://lineman.example.com/runbook",
  consoleLinks: createConsoleLinks({}),
};

const refused = {
  state: "unknown",
  cause: "credentials",
  providerCode: "20003",
  detail: "Twilio rejected the credentials (error 20003: Authenticate)",
} as const;

/** What an alert shows after rejected credentials: Twilio could not be asked, LiveKit is cleaned up. */
export function alertFacts(changes: Partial<AlertFacts> = {}): AlertFacts {
  return {
    incident: anIncident(),
    number: aNumber(),
    resources: [
      aResource("twilio_sip_trunk", refused),
      aResource("twilio_credential_list", refused),
      aResource("twilio_connection_policy", refused),
      aResource("livekit_inbound_trunk", { state: "gone", removedAt: NOW }),
      aResource("livekit_dispatch_rule", { state: "gone", removedAt: NOW }),
    ],
    run: null,
    leftovers: [],
    approval: null,
    mentions: true,
    readAt: NOW,
    ...changes,
  };
}
