import type { Actor } from "../../src/domain/actor.ts";
import { AUTOMATIC_RETRY } from "../../src/domain/automatic-retry.ts";
import type { ExternalResource } from "../../src/domain/external-resource.ts";
import { type Incident, RESOLVED_ELSEWHERE } from "../../src/domain/incident.ts";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import type { LeftoverRecord } from "../../src/operations/ports/force-delete-store.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import {
  approver,
  facts,
  incident,
  minutesLater,
  provenGone,
  refusedResources,
  removed,
  requester,
  surroundings,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const ended = (changes: Partial<Incident>, more: Partial<AlertFacts> = {}) =>
  alertMessage(
    facts({
      incident: incident({ closedAt: minutesLater(19), closedBy: requester, ...changes }),
      number: null,
      readAt: minutesLater(19),
      ...more,
    }),
    surroundings,
  );

const leftover = (resource: ExternalResource): LeftoverRecord => ({
  phoneNumberId: 42,
  phoneNumber: "+14155551234",
  label: "Support Line",
  kind: resource.kind,
  sid: resource.sid,
  state: resource.state,
  detail: resource.detail,
  checkedAt: resource.checkedAt,
  letGoBy: requester,
  letGoAt: minutesLater(19),
  reason: null,
});

const cleanedUp = (closedBy: Actor, retries = 0) =>
  ended(
    { outcome: "removed", closedBy, retries },
    { resources: refusedResources().map((one) => ({ ...one, ...removed(minutesLater(19)) })) },
  );

const elsewhere = (closedReason: string) =>
  ended({
    outcome: "resolved_elsewhere",
    closedBy: { kind: "system", name: "another program" },
    closedReason,
  });

/** How an alert ends. */
export const closedAlertStates: readonly TourState[] = [
  {
    id: "alert-resolved",
    title: "Cleaned up and deleted",
    what: "The retry that a person pressed removed what was left and the record with it.",
    surface: "channel",
    payload: () => cleanedUp(requester),
  },
  {
    id: "alert-resolved-by-itself",
    title: "Healed by itself",
    what: "An automatic try removed what was left and the record with it.",
    surface: "channel",
    payload: () => cleanedUp(AUTOMATIC_RETRY, 2),
  },
  {
    id: "alert-force-deleted",
    title: "Force-deleted",
    what: "The record is gone; what could not be proven gone is named and stays in the register of leftovers.",
    surface: "channel",
    payload: () => {
      const [trunk, list, policy, ...livekit] = refusedResources();
      const left = [trunk, policy].flatMap((one) =>
        one ? [{ ...one, ...provenGone(minutesLater(18)) }] : [],
      );
      return ended(
        {
          outcome: "force_deleted",
          closedReason: "trunk removed by hand, ticket OPS-812",
          closedBasis: "attested",
          approvedBy: approver,
        },
        { leftovers: [...left, ...(list ? [list] : []), ...livekit].map(leftover) },
      );
    },
  },
  {
    id: "alert-force-deleted-api",
    title: "Force-deleted through the API",
    what: "A program with a token did it; nothing was checked or asked, and the message says so.",
    surface: "channel",
    payload: () =>
      ended(
        { outcome: "force_deleted", closedBasis: "api", closedBy: { kind: "api_token", name: "platform" } },
        { leftovers: refusedResources().map(leftover) },
      ),
  },
  {
    id: "alert-active-elsewhere",
    title: "Set right by another program",
    what: "Another program set the number to active.",
    surface: "channel",
    payload: () => elsewhere(RESOLVED_ELSEWHERE.active),
  },
  {
    id: "alert-removed-elsewhere",
    title: "Removed by another program",
    what: "Another program removed the record; what Lineman did, and did not do, is said.",
    surface: "channel",
    payload: () => elsewhere(RESOLVED_ELSEWHERE.removed),
  },
];
