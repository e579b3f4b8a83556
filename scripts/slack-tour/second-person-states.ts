import type { ExternalResource } from "../../src/domain/external-resource.ts";
import type { ForceDeleteSheet } from "../../src/operations/operations.ts";
import { approvalTexts } from "../../src/slack/messages/approval-texts.ts";
import type { ApproverOutlook } from "../../src/slack/on-call.ts";
import { FIRST_DRAWING, forceDeleteNotice, sheetView } from "../../src/slack/views/force-delete-view.ts";
import {
  incident,
  minutesLater,
  number,
  provenGone,
  secondPerson,
  silent,
  surroundings,
  thing,
  wish,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const CHECKED = minutesLater(17);

function sheet(
  resources: readonly ExternalResource[],
  changes: Partial<ForceDeleteSheet> = {},
  outlook: ApproverOutlook = { outlook: "somebody" },
) {
  const drawn: ForceDeleteSheet = {
    number: number(),
    resources: resources.map((resource) => ({ ...resource, checkedAt: CHECKED })),
    factsReadAt: CHECKED,
    modalId: "00000000-0000-4000-8000-000000000000",
    incident: incident(),
    decision: { decision: "refused", why: "form", faults: {} },
    approval: null,
    needsApproval: true,
    ...changes,
  };
  return sheetView(drawn, FIRST_DRAWING, surroundings.consoleLinks, { ...secondPerson, outlook });
}

const stillThere = () => [
  thing("twilio_sip_trunk", { state: "present", lastSeenAt: CHECKED }),
  thing("twilio_credential_list", provenGone(CHECKED)),
];
const untold = () => [
  thing("twilio_sip_trunk", provenGone(CHECKED)),
  thing("twilio_credential_list", silent),
];

/** The force-delete window where it takes two. */
export const secondPersonStates: readonly TourState[] = [
  {
    id: "modal-still-present",
    title: "Something is still there",
    what: "Remove it and look again; or accept that it stays, which takes a second person.",
    surface: "modal",
    payload: () => sheet(stillThere()),
  },
  {
    id: "modal-approval-needed",
    title: "A second person is required",
    what: "The installation asks two people where something is not proven gone.",
    surface: "modal",
    payload: () => sheet(untold()),
  },
  {
    id: "modal-nobody-eligible",
    title: "Nobody else may approve",
    what: "Said at once, with who can change that.",
    surface: "modal",
    payload: () => sheet(untold(), {}, { outlook: "nobody" }),
  },
  {
    id: "modal-waiting",
    title: "It waits for a second person",
    what: "Whoever asked can take it back here.",
    surface: "modal",
    payload: () => sheet(untold(), { approval: wish() }),
  },
  {
    id: "modal-asked",
    title: "A second person was asked",
    what: "Nothing is deleted yet; the thread tells how it ends.",
    surface: "modal",
    payload: () => forceDeleteNotice(approvalTexts.asked(wish(), surroundings.approvers)),
  },
];
