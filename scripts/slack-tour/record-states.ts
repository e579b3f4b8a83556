import type { AuditEvent } from "../../src/domain/audit-chain.ts";
import type { SidFinding } from "../../src/operations/answers.ts";
import { historyMessage } from "../../src/slack/messages/history-message.ts";
import { leftoversMessage, sidMessage } from "../../src/slack/messages/leftovers-message.ts";
import { reportMessage } from "../../src/slack/messages/report-message.ts";
import { lookUpView } from "../../src/slack/views/look-up-view.ts";
import { aLeftover, aReport } from "../../test/slack/support/fake-records.ts";
import { minutesLater, number, refused, refusedResources, requester, thing } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const PAGE = { number: 1, size: 10 };

const event = (minutes: number, action: string, data: AuditEvent["data"] = {}): AuditEvent => ({
  seq: minutes,
  at: minutesLater(minutes),
  actor: requester,
  action,
  phoneNumberId: 42,
  incidentId: 7,
  data,
  prevHash: "",
  hash: "",
});

const leftovers = () => [
  aLeftover({ detail: refused.detail }),
  aLeftover({ kind: "livekit_inbound_trunk", sid: "ST_old", state: "accepted", detail: "" }),
];

const found = (): SidFinding => {
  const [leftover] = leftovers();
  return {
    sid: leftover?.sid ?? "",
    owners: [],
    leftovers: leftover === undefined ? [] : [leftover],
    more: false,
  };
};

/** What was: answers about the past, and the look-up of a message. */
export const recordStates: readonly TourState[] = [
  {
    id: "answer-history",
    title: "/phone history 42",
    what: "What happened to a number, also after it is gone.",
    surface: "answer",
    payload: () =>
      historyMessage(
        {
          numberId: 42,
          phoneNumber: "+14155551234",
          label: "Support Line",
          status: null,
          events: [
            event(19, "force_delete_confirmed", {
              basis: "attested",
              reason: "trunk removed by hand, ticket OPS-812",
            }),
            event(6, "resources_ticked", {
              ticked: [`twilio_sip_trunk:${thing("twilio_sip_trunk").sid}`],
            }),
            event(0, "teardown_failed", { cause: "credentials" }),
            event(-1, "delete_requested", { from: "active" }),
          ],
          totalCount: 4,
          otherIds: [],
        },
        PAGE,
      ),
  },
  {
    id: "answer-leftovers",
    title: "/phone leftovers",
    what: "What force deletes left behind and nobody has settled.",
    surface: "answer",
    payload: () => leftoversMessage({ items: leftovers(), totalCount: 2 }, PAGE),
  },
  {
    id: "answer-leftover",
    title: "/phone leftovers TK…",
    what: "What this trunk was.",
    surface: "answer",
    payload: () => sidMessage(found()),
  },
  {
    id: "answer-report",
    title: "/phone report",
    what: "How things are, and how the last seven days were.",
    surface: "answer",
    payload: () =>
      reportMessage(
        aReport({
          leftovers: new Map([
            ["unknown", 1],
            ["accepted", 1],
          ]),
        }),
      ),
  },
  {
    id: "modal-look-up",
    title: "What a message names",
    what: "Numbers and ids, with what is known of each.",
    surface: "modal",
    payload: () =>
      lookUpView(
        {
          phoneNumbers: [
            {
              phoneNumber: "+14155551234",
              recorded: { number: number(), resources: refusedResources() },
              formerIds: [],
            },
            { phoneNumber: "+14155550100", recorded: null, formerIds: [41] },
          ],
          sids: [found()],
        },
        0,
      ),
  },
  {
    id: "modal-look-up-nothing",
    title: "A message that names nothing",
    what: "What it looks for is said.",
    surface: "modal",
    payload: () => lookUpView({ phoneNumbers: [], sids: [] }, 0),
  },
];
