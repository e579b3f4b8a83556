import type { Actor } from "../../src/domain/actor.ts";
import { type ExternalResource, type ResourceKind, resourceKey } from "../../src/domain/external-resource.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import type { Approval } from "../../src/operations/ports/force-delete-store.ts";
import type { TeardownRun } from "../../src/operations/ports/teardown-journal.ts";
import type { SecondPerson } from "../../src/slack/views/force-delete-view.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { alertFacts, anApproval, anIncident, SURROUNDINGS } from "../../test/slack/support/incidents.ts";
import { aNumber, aResource, NOW, sid } from "../../test/support/factories.ts";

/** The story that the pictures tell: one number, from the night it could not be deleted. Times are fixed. */

/** 03:12 where the reader is. */
export const OPENED = NOW;
export const minutesLater = (minutes: number) => new Date(OPENED.getTime() + minutes * 60_000);

export const requester = { kind: "slack_user", id: defaults.requester } as const;
export const approver = { kind: "slack_user", id: defaults.approver } as const;
export const surroundings = SURROUNDINGS;
export const caseRef = { numberId: 42, incidentId: 7 };

const LETTER: Partial<Record<ResourceKind, string>> = {
  twilio_sip_trunk: "a",
  twilio_origination_url: "d",
  twilio_trunk_number: "e",
  twilio_credential_list: "b",
  twilio_ip_access_control_list: "f",
  twilio_connection_policy: "c",
};

/** A resource with an id of its own. */
export function thing(kind: ResourceKind, changes: Partial<ExternalResource> = {}): ExternalResource {
  const resource = aResource(kind);
  const letter = LETTER[kind];
  return {
    ...resource,
    ...(letter === undefined ? {} : { sid: sid(resource.sid.slice(0, 2), letter) }),
    ...changes,
  };
}

/** As a removal by Lineman leaves it. */
export const removed = (at: Date) => ({
  state: "gone" as const,
  removedAt: at,
  cause: null,
  checkedAt: at,
  detail: "",
  how: "not on LiveKit's lists of inbound and outbound trunks; complete lists of demo.livekit.cloud are without it",
});

/** As a look leaves it that found it gone. */
export const provenGone = (at: Date) => ({
  state: "gone" as const,
  cause: null,
  checkedAt: at,
  detail: "",
  how: "Twilio GET, 404 with code 20404; the account is active and answers with the same credentials",
  requestId: "RQ0123456789abcdef0123456789abcdef",
});

/** What Twilio says of everything when the auth token was rotated. */
export const refused = {
  state: "unknown",
  cause: "credentials",
  providerCode: "20003",
  detail: "Twilio rejected the credentials (error 20003: Authenticate)",
  how: "asked, but got no sure answer",
} as const;

/** What Twilio says while it does not answer: worth another try. */
export const silent = {
  state: "unknown",
  cause: "timeout",
  providerCode: null,
  detail: "Twilio did not answer in 10 s",
  how: "asked, but got no sure answer",
} as const;

/** Who the second person can be, as the requester sees it. */
export const secondPerson: SecondPerson = {
  userId: requester.id,
  approvers: surroundings.approvers,
  appointing: `Whoever manages the user group ${surroundings.approvers} in Slack can add somebody.`,
  outlook: { outlook: "somebody" },
};

/** A clean-up under way. */
export const aRun = (requestedBy: Actor, requestedAt: Date): TeardownRun => ({
  id: "00000000-0000-4000-8000-000000000000",
  phoneNumberId: 42,
  requestedBy,
  requestedAt,
  finishedAt: null,
  outcome: null,
});

/** A force delete that waits for a second person: the trunk stays, a list is gone by the requester's word. */
export const wish = (changes: Partial<Approval> = {}): Approval => {
  const [trunk, list] = [thing("twilio_sip_trunk"), thing("twilio_credential_list")].map(resourceKey);
  return anApproval({
    requestedAt: minutesLater(17),
    expiresAt: minutesLater(47),
    shown: { status: "corrupted", states: { [trunk ?? ""]: "present", [list ?? ""]: "unknown" } },
    ...changes,
  });
};

/** The night's first picture: Twilio could not be asked, LiveKit is cleaned up. */
export const refusedResources = (): ExternalResource[] => [
  thing("twilio_sip_trunk", refused),
  thing("twilio_credential_list", refused),
  thing("twilio_connection_policy", refused),
  thing("livekit_inbound_trunk", removed(OPENED)),
  thing("livekit_dispatch_rule", removed(OPENED)),
];

export const number = (changes: Partial<PhoneNumber> = {}) =>
  aNumber({ corruptionMessage: refused.detail, ...changes });

export const incident = (changes: Partial<Incident> = {}) =>
  anIncident({ message: refused.detail, ...changes });

/** What an alert shows; the night's first picture unless said otherwise. */
export const facts = (changes: Partial<AlertFacts> = {}): AlertFacts =>
  alertFacts({ incident: incident(), number: number(), resources: refusedResources(), ...changes });
