import { FIRST_CHOICE } from "../../../src/domain/home-choice.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { HomeStatus } from "../../../src/operations/home/home-status-value.ts";
import type { ConnectionReport } from "../../../src/operations/ports/connections.ts";
import type { LeftoverRecord } from "../../../src/operations/ports/force-delete-store.ts";
import type { OpenIncident } from "../../../src/operations/ports/overview.ts";
import { defaults } from "../../../standins/slack/default-workspace.ts";
import { NOW, secondsBefore, sid } from "../../support/factories.ts";
import { anApproval, anIncident } from "./incidents.ts";

const WELL = { state: "ok", since: secondsBefore(86_400), seenAt: NOW } as const;

/** Everything works. */
export const CONNECTED: ConnectionReport[] = [
  { name: "slack", ...WELL, detail: "events come by HTTP" },
  { name: "twilio", ...WELL, detail: null },
  { name: "livekit", ...WELL, detail: null },
  { name: "database", ...WELL, detail: "answered in 2 ms" },
  { name: "queue", ...WELL, detail: "no job waits" },
];

/** An open incident that nobody has claimed, with its alert posted. */
export function anOpenIncident(changes: Partial<OpenIncident> = {}): OpenIncident {
  return {
    incident: anIncident({ openedAt: secondsBefore(1140) }),
    urgency: "unclaimed",
    approval: null,
    run: null,
    message: { channel: defaults.alerts, ts: "1768446720.000100" },
    inStorm: false,
    ...changes,
  };
}

/** A trunk that a force delete left behind. */
export function aLeftover(changes: Partial<LeftoverRecord> = {}): LeftoverRecord {
  return {
    phoneNumberId: 40,
    phoneNumber: "+14155550100",
    label: "Old line",
    kind: "twilio_sip_trunk",
    sid: sid("TK", "b"),
    state: "present",
    detail: "",
    checkedAt: NOW,
    letGoBy: { kind: "slack_user", id: defaults.requester },
    letGoAt: secondsBefore(7200),
    reason: "moved",
    ...changes,
  };
}

/** A quiet night: nothing is open and everything works. */
export function aHomeStatus(changes: Partial<HomeStatus> = {}): HomeStatus {
  return {
    userId: defaults.requester,
    ...FIRST_CHOICE,
    pageCount: 1,
    totalCount: 0,
    list: { kind: "incidents", incidents: [] },
    open: { open: 0, mine: 0, waiting: 0, unclaimed: 0, ageing: 0 },
    counts: { provisioning: 0, active: 120, deleting: 0, corrupted: 0 },
    leftovers: { counts: new Map(), oldest: [] },
    forceDeletes: [],
    connections: CONNECTED,
    asOf: NOW,
    ...changes,
  };
}

/** A night with something in every section. */
export function aBusyHome(changes: Partial<HomeStatus> = {}): HomeStatus {
  const requester = { kind: "slack_user", id: defaults.requester } as const;
  const approver = { kind: "slack_user", id: defaults.approver } as const;
  const open = (
    incident: Pick<Incident, "phoneNumberId" | "phoneNumber" | "label"> & Partial<Incident>,
    changed: Partial<OpenIncident>,
  ) => anOpenIncident({ ...changed, incident: anIncident({ id: incident.phoneNumberId, ...incident }) });
  const incidents = [
    open(
      {
        phoneNumberId: 42,
        phoneNumber: "+14155551234",
        label: "Support Line",
        claimedBy: requester,
        openedAt: secondsBefore(1140),
      },
      { urgency: "mine" },
    ),
    open(
      {
        phoneNumberId: 43,
        phoneNumber: "+442079460018",
        label: "London desk",
        cause: "timeout",
        openedAt: secondsBefore(5400),
      },
      { urgency: "waiting", approval: anApproval({ requestedBy: approver }) },
    ),
    open(
      {
        phoneNumberId: 44,
        phoneNumber: "+14155550144",
        label: "Sales",
        cause: "unavailable",
        openedAt: secondsBefore(18_000),
        nextRetryAt: secondsBefore(-300),
      },
      {},
    ),
    open(
      {
        phoneNumberId: 45,
        phoneNumber: "+14155550145",
        label: "Front desk",
        cause: "permission",
        claimedBy: approver,
        openedAt: secondsBefore(20_000),
      },
      { urgency: "ageing", inStorm: true },
    ),
    open(
      {
        phoneNumberId: 46,
        phoneNumber: "+14155550146",
        label: "Fax",
        openedAt: secondsBefore(9000),
        snoozedUntil: secondsBefore(-3600),
      },
      { urgency: "snoozed", message: null },
    ),
  ];
  const forceDeleted = anIncident({
    phoneNumberId: 40,
    phoneNumber: "+14155550100",
    outcome: "force_deleted",
    closedAt: secondsBefore(7200),
    closedBy: requester,
    closedReason: "trunk removed by hand, ticket OPS-812",
    closedBasis: "attested",
    approvedBy: approver,
  });
  return aHomeStatus({
    pageCount: 2,
    totalCount: 17,
    list: { kind: "incidents", incidents },
    open: { open: 17, mine: 1, waiting: 1, unclaimed: 12, ageing: 3 },
    counts: { provisioning: 0, active: 120, deleting: 1, corrupted: 17 },
    leftovers: {
      counts: new Map([
        ["present", 3],
        ["unknown", 2],
      ]),
      oldest: [aLeftover()],
    },
    forceDeletes: [forceDeleted],
    ...changes,
  });
}
