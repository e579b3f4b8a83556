import type { Incident } from "../../../src/domain/incident.ts";
import type { AlertFacts } from "../../../src/operations/ports/alerts.ts";
import { aNumber, aResource, NOW } from "../../support/factories.ts";

/** An open incident of number 42 whose alert is not posted yet. */
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
    alertTs: null,
    ...changes,
  };
}

const refused = {
  state: "unknown",
  cause: "credentials",
  providerCode: "20003",
  detail: "Twilio rejected the credentials",
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
    ...changes,
  };
}
