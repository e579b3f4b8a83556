import type { AlertBlock, InputBlock, KnownBlock, ModalView } from "@slack/types";
import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  resourceKey,
} from "../../domain/external-resource.ts";
import type { Difference } from "../../domain/force-delete-gate.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { ForceDeleteSheet } from "../../operations/operations.ts";
import { BLOCK, INPUT, type ViewId } from "../ids.ts";
import { button } from "../messages/alert-buttons.ts";
import { clamp, escaped, whenExactly } from "../messages/mrkdwn.ts";
import { resourceLines } from "../messages/resource-lines.ts";
import { LIMIT, section, sections } from "../messages/slack-message.ts";
import { texts } from "../messages/texts.ts";
import { differenceWord, numberWords } from "../messages/words.ts";
import type { Filled } from "./force-delete-form.ts";
import { modalView, noticeView } from "./modal.ts";
import { optionValue, tickBlocks } from "./tick-blocks.ts";

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

/** Shown at once, while every resource is looked at: a trigger lives three seconds, a look takes longer. */
export function checkingView(): ModalView {
  return noticeView(TITLE, texts.checking);
}

/** Says that it will not be done, and why; or how it ended. Nothing can be submitted. */
export function forceDeleteNotice(...paragraphs: readonly string[]): ModalView {
  return noticeView(TITLE, ...paragraphs);
}

/** What is known of everything, and what the person has to say to it. */
export function sheetView(sheet: ForceDeleteSheet, redraw: Redraw): ModalView {
  const { number, resources, decision, modalId } = sheet;
  if (decision.decision === "refused" && decision.why === "not_corrupted")
    return forceDeleteNotice(texts.notCorrupted(number.id, decision.status));
  if (resources.length > MOST_RESOURCES) return forceDeleteNotice(texts.tooManyResources(resources.length));
  const present = resources.filter(isSeenThere);
  const blocks: KnownBlock[] = [
    alert("error", texts.cannotBeUndone),
    ...(redraw.notice === null ? [] : [alert("warning", redraw.notice)]),
    { ...section(title(sheet)), block_id: `${BLOCK.number}${number.id}` },
    ...sections(
      resources.map((resource) => line(resource, number, redraw.differences)),
      "\n\n",
    ),
    ...(present.length > 0 ? [section(texts.stillPresent(present))] : []),
    ...(resources.every(isSettled) ? [] : [checkAgain(modalId)]),
    ...inputs(resources, redraw),
  ];
  return modalView(TITLE, blocks, {
    callbackId: CALLBACK,
    submit: "Force delete",
    close: "Cancel",
    privateMetadata: modalId,
  });
}

function alert(level: "error" | "warning", mrkdwn: string): AlertBlock {
  return {
    type: "alert",
    level,
    text: { type: "mrkdwn", text: clamp(mrkdwn, LIMIT.section), verbatim: true },
  };
}

function title({ number, factsReadAt }: ForceDeleteSheet): string {
  return `*${numberWords(number.phoneNumber)}* · ${escaped(number.label, 200)} · id ${number.id}, checked ${whenExactly(factsReadAt)}`;
}

function line(resource: ExternalResource, number: PhoneNumber, differences: readonly Difference[]): string {
  const moved = differences.find(({ key }) => key === resourceKey(resource));
  const mark =
    moved === undefined
      ? ""
      : `\n*changed:* was ${differenceWord(moved.was)}, is ${differenceWord(moved.is)} now`;
  return `${resourceLines(resource, number)}${mark}`;
}

function checkAgain(modalId: string): KnownBlock {
  return { type: "actions", elements: [button("check_force_delete_again", "Check again", modalId)] };
}

function inputs(resources: readonly ExternalResource[], { filled, differences }: Redraw): InputBlock[] {
  // What the last look saw nobody can vouch for, whatever else could not be told of it.
  const unknown = resources.filter((resource) => resource.state === "unknown" && !isSeenThere(resource));
  const ticked = unknown.filter((resource) => isTicked(resource, filled, differences)).map(resourceKey);
  const needed = unknown.length > 0;
  return [
    ...tickBlocks(unknown, ticked, "Not proven gone: tick what you have removed", false),
    textInput(BLOCK.digits, INPUT.digits, "Last four digits of the number", filled?.digits ?? "", {
      max_length: 20,
      placeholder: { type: "plain_text", text: "Only the digits" },
    }),
    {
      ...textInput(
        BLOCK.reason,
        INPUT.reason,
        needed ? "Reason (needed because not everything is proven gone)" : "Reason",
        filled?.reason ?? "",
        { max_length: 1000, multiline: true },
      ),
      optional: !needed,
    },
  ];
}

/** What the person ticked in this window before, else what was ticked in the alert; never where the facts moved since. */
function isTicked(
  resource: ExternalResource,
  filled: Filled | null,
  differences: readonly Difference[],
): boolean {
  if (differences.some(({ key }) => key === resourceKey(resource))) return false;
  return filled === null ? resource.tickedBy !== null : filled.ticks.includes(optionValue(resource));
}

function textInput(
  blockId: string,
  actionId: string,
  label: string,
  value: string,
  extra: { max_length: number; multiline?: boolean; placeholder?: { type: "plain_text"; text: string } },
): InputBlock {
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label, emoji: false },
    element: {
      type: "plain_text_input",
      action_id: actionId,
      ...extra,
      ...(value === "" ? {} : { initial_value: value.slice(0, extra.max_length) }),
    },
  };
}
