import type { AlertBlock, Button, KnownBlock, ModalView } from "@slack/types";
import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  resourceKey,
} from "../../domain/external-resource.ts";
import type { Difference } from "../../domain/force-delete-gate.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { ForceDeleteSheet, NumberWithResources } from "../../operations/operations.ts";
import type { Approval } from "../../operations/ports/force-delete-store.ts";
import { BLOCK, type ViewId } from "../ids.ts";
import { button } from "../messages/alert-buttons.ts";
import { approvalTexts } from "../messages/approval-texts.ts";
import { type ConsoleLinks, listHint } from "../messages/console-links.ts";
import { clamp, escaped, whenExactly } from "../messages/mrkdwn.ts";
import { resourceLines } from "../messages/resource-lines.ts";
import { context, LIMIT, section, sections } from "../messages/slack-message.ts";
import { texts } from "../messages/texts.ts";
import { capital, differenceWord, numberWords } from "../messages/words.ts";
import type { ApproverOutlook } from "../on-call.ts";
import type { Filled } from "./force-delete-form.ts";
import { forceDeleteInputs } from "./force-delete-inputs.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "Force delete";
const CALLBACK: ViewId = "force_delete_number";

/** Beyond this the lines and boxes might not fit into one window (250 kB). */
export const MOST_RESOURCES = 100;

/** What a redrawn sheet keeps and says. */
export interface Redraw {
  /** What was filled in before; ticks of resources that moved are left out. */
  filled: Filled | null;
  /** Why it is drawn again, in mrkdwn. */
  notice: string | null;
  /** What is not as it was when it was drawn last. */
  differences: readonly Difference[];
}

/** Nothing was filled in, nothing has changed. */
export const FIRST_DRAWING: Redraw = { filled: null, notice: null, differences: [] };

/** Who the second person can be, as the one at the window sees it. */
export interface SecondPerson {
  userId: string;
  /** Mentions those who may approve, in mrkdwn. */
  approvers: string;
  /** How somebody becomes one of them. */
  appointing: string;
  outlook: ApproverOutlook;
}

/** Shown at once, while every resource is looked at: a trigger lives three seconds, a look takes longer. */
export function checkingView(): ModalView {
  return noticeView(TITLE, texts.checking);
}

/** The same once it is known what is looked at. */
export function lookingView({ number, resources }: NumberWithResources): ModalView {
  return noticeView(TITLE, texts.looking(number.phoneNumber, resources.length));
}

/** Says that it will not be done, and why; or how it ended. Nothing can be submitted. */
export function forceDeleteNotice(...paragraphs: readonly string[]): ModalView {
  return noticeView(TITLE, ...paragraphs);
}

/** A window of this modal: whatever it shows, we are told when the person closes it. */
export function ofModal(view: ModalView, modalId: string): ModalView {
  return { ...view, callback_id: CALLBACK, private_metadata: modalId, notify_on_close: true };
}

/** What is known of everything, and what the person has to say to it; or that it waits for a second person already. */
export function sheetView(
  sheet: ForceDeleteSheet,
  redraw: Redraw,
  consoleLinks: ConsoleLinks,
  second: SecondPerson | null = null,
): ModalView {
  const { number, resources, decision, approval, modalId, needsApproval } = sheet;
  if (decision.decision === "refused" && decision.why === "not_corrupted")
    return ofModal(forceDeleteNotice(texts.notCorrupted(number.id, decision.status)), modalId);
  if (resources.length > MOST_RESOURCES)
    return ofModal(forceDeleteNotice(texts.tooManyResources(resources.length)), modalId);
  const waits = needsApproval && approval !== null;
  const known: KnownBlock[] = [
    { ...section(title(sheet)), block_id: `${BLOCK.number}${number.id}` },
    ...sections(
      resources.map((resource) => line(resource, number, redraw.differences, consoleLinks)),
      "\n\n",
    ),
    ...listHint(resources, number, consoleLinks).map((hint) => context(capital(hint))),
  ];
  const notice = redraw.notice === null ? [] : [alert("warning", redraw.notice)];
  if (waits)
    return ofModal(
      modalView(TITLE, [...notice, ...waiting(approval, second), ...known, checkAgain(modalId)]),
      modalId,
    );
  const present = resources.filter(isSeenThere);
  const blocks: KnownBlock[] = [
    alert("error", texts.cannotBeUndone),
    ...notice,
    ...(present.length > 0 ? [section(texts.stillPresent(present))] : []),
    ...(needsApproval && second !== null ? secondPerson(second) : []),
    ...(approval === null ? [] : [section(approvalTexts.notNeededAnyMore(approval))]),
    ...known,
    ...(resources.every(isSettled) ? [] : [checkAgain(modalId)]),
    ...forceDeleteInputs(resources, redraw),
  ];
  const submit = needsApproval ? "Ask for approval" : "Force delete";
  return ofModal(modalView(TITLE, blocks, { submit, close: "Cancel" }), modalId);
}

function waiting(approval: Approval, second: SecondPerson | null): KnownBlock[] {
  const userId = second?.userId ?? "";
  const { requestedBy } = approval;
  const isOwn = requestedBy.kind === "slack_user" && requestedBy.id === userId;
  const words = alert("info", approvalTexts.waits(approval, userId));
  const elements: Button[] = [button("withdraw_force_delete", "Withdraw request", approval.id)];
  return isOwn ? [words, { type: "actions", elements }] : [words];
}

/** That it takes two; and at once, where nobody else can, who can change that. */
function secondPerson({ approvers, appointing, outlook }: SecondPerson): KnownBlock[] {
  const words = approvalTexts.outlook(outlook, approvers, appointing);
  return [section(approvalTexts.needed(approvers)), ...(words === null ? [] : [alert("warning", words)])];
}

function alert(level: "error" | "warning" | "info", mrkdwn: string): AlertBlock {
  return {
    type: "alert",
    level,
    text: { type: "mrkdwn", text: clamp(mrkdwn, LIMIT.section), verbatim: true },
  };
}

function title({ number, factsReadAt }: ForceDeleteSheet): string {
  return `*${numberWords(number.phoneNumber)}* · ${escaped(number.label, 200)} · id ${number.id}, checked ${whenExactly(factsReadAt)}`;
}

function line(
  resource: ExternalResource,
  number: PhoneNumber,
  differences: readonly Difference[],
  consoleLinks: ConsoleLinks,
): string {
  const moved = differences.find(({ key }) => key === resourceKey(resource));
  const mark =
    moved === undefined
      ? ""
      : `\n*changed:* was "${differenceWord(moved.was)}", is "${differenceWord(moved.is)}" now`;
  return `${resourceLines(resource, number, consoleLinks)}${mark}`;
}

function checkAgain(modalId: string): KnownBlock {
  return { type: "actions", elements: [button("check_force_delete_again", "Check again", modalId)] };
}
