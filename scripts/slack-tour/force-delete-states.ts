import { type ExternalResource, isSeenThere, resourceKey } from "../../src/domain/external-resource.ts";
import type { Difference } from "../../src/domain/force-delete-gate.ts";
import type { ForceDeleteSheet } from "../../src/operations/operations.ts";
import { BLOCK } from "../../src/slack/ids.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { texts } from "../../src/slack/messages/texts.ts";
import {
  checkingView,
  FIRST_DRAWING,
  forceDeleteNotice,
  type Redraw,
  sheetView,
} from "../../src/slack/views/force-delete-view.ts";
import { optionValue } from "../../src/slack/views/tick-blocks.ts";
import {
  approver,
  incident,
  minutesLater,
  number,
  provenGone,
  refused,
  requester,
  secondPerson,
  surroundings,
  thing,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const CHECKED = minutesLater(17);

function sheet(resources: ExternalResource[], redraw: Redraw = FIRST_DRAWING) {
  const drawn: ForceDeleteSheet = {
    number: number(),
    resources: resources.map((resource) => ({ ...resource, checkedAt: CHECKED })),
    factsReadAt: CHECKED,
    modalId: "00000000-0000-4000-8000-000000000000",
    incident: incident(),
    decision: { decision: "refused", why: "form", faults: {} },
    approval: null,
    needsApproval: resources.some(isSeenThere),
  };
  return sheetView(drawn, redraw, surroundings.consoleLinks, drawn.needsApproval ? secondPerson : null);
}

const unproven = () => [
  thing("twilio_sip_trunk", provenGone(CHECKED)),
  thing("twilio_credential_list", {
    ...refused,
    cause: "timeout",
    providerCode: null,
    detail: "Twilio did not answer in 10 s",
  }),
  thing("livekit_inbound_trunk", provenGone(CHECKED)),
];
const [, list] = unproven();
const ticked = list === undefined ? [] : [optionValue(list)];
const filled = { digits: "1234", reason: "removed by hand, ticket OPS-812", ticks: ticked, accept: null };
const nowThere: Difference = {
  key: list === undefined ? "" : resourceKey(list),
  was: "unknown",
  is: "present",
};

/** The force-delete window, from opening to its end. */
export const forceDeleteStates: readonly TourState[] = [
  {
    id: "modal-checking",
    title: "Opened: checking",
    what: "The window opens at once, every resource is looked at before anything can be decided.",
    surface: "modal",
    payload: checkingView,
  },
  {
    id: "modal-proven",
    title: "Everything is proven gone",
    what: "Only the last four digits are asked for.",
    surface: "modal",
    payload: () => sheet(unproven().map((one) => ({ ...one, ...provenGone(CHECKED) }))),
  },
  {
    id: "modal-unproven",
    title: "Something is not proven gone",
    what: "A tick for each such resource and a reason are asked for as well.",
    surface: "modal",
    payload: () => sheet(unproven()),
  },
  {
    id: "modal-faults",
    title: "Sent with faults",
    what: "Each field says what it needs; nothing was deleted.",
    surface: "modal",
    payload: () => sheet(unproven()),
    faults: {
      [BLOCK.digits]: "These are not the last four digits of +14155551234.",
      [BLOCK.reason]: "Say why this is safe: not everything is proven gone.",
    },
  },
  {
    id: "modal-changed",
    title: "Facts changed while the window was open",
    what: "Refused and drawn again, the difference marked; what was typed stays, the tick does not.",
    surface: "modal",
    payload: () =>
      sheet(
        unproven().map((one) =>
          one.kind === "twilio_credential_list"
            ? { ...one, state: "present", lastSeenAt: CHECKED, detail: "" }
            : one,
        ),
        { filled, notice: texts.changed([nowThere]), differences: [nowThere] },
      ),
  },
  {
    id: "modal-done",
    title: "Done",
    what: "What happened, on what it rests, and what stays in the register of leftovers.",
    surface: "modal",
    payload: () =>
      forceDeleteNotice(
        texts.forceDeleted(incident({ closedAt: minutesLater(19) }), "attested"),
        texts.leftBehind(unproven().filter(({ state }) => state === "unknown")),
      ),
  },
  {
    id: "modal-too-late",
    title: "Somebody else was faster",
    what: "Exactly one force delete happens; the other person is told who and when.",
    surface: "modal",
    payload: () =>
      forceDeleteNotice(
        texts.alreadyDone(
          incident({ closedAt: minutesLater(19), closedBy: approver }),
          requester.id,
          new Date(minutesLater(19).getTime() + 4000),
        ),
      ),
  },
  {
    id: "modal-not-corrupted",
    title: "Refused: the number works",
    what: "Force delete is only for corrupted numbers.",
    surface: "modal",
    payload: () => forceDeleteNotice(texts.notCorrupted(42, "active")),
  },
  {
    id: "modal-not-on-call",
    title: "Refused: not on call",
    what: "Says who may, and where one can look.",
    surface: "modal",
    payload: () =>
      forceDeleteNotice(
        denialText(
          { why: "not_on_call", onCallNow: [requester.id, approver.id] },
          {
            right: "act",
            onCall: surroundings.onCall,
            numberId: 42,
          },
        ),
      ),
  },
];
