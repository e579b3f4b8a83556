import type { ModalView } from "@slack/types";
import { isSettled, resourceKey } from "../../domain/external-resource.ts";
import type { NumberWithResources } from "../../operations/operations.ts";
import { type CaseRef, caseValue } from "../case-ref.ts";
import type { ViewId } from "../ids.ts";
import { type ConsoleLinks, listHint } from "../messages/console-links.ts";
import { resourceLines } from "../messages/resource-lines.ts";
import { context, LIMIT, section, sections } from "../messages/slack-message.ts";
import { texts } from "../messages/texts.ts";
import { capital, numberWords } from "../messages/words.ts";
import { MOST_RESOURCES } from "./force-delete-view.ts";
import { modalView, noticeView } from "./modal.ts";
import { tickBlocks } from "./tick-blocks.ts";

const TITLE = "I've cleaned up";
const CALLBACK: ViewId = "tick_resources";

/** Shown at once, until the resources are read. */
export function loadingTicksView(): ModalView {
  return noticeView(TITLE, "Reading what is left…");
}

/** Says why nothing can be ticked, or what was recorded. */
export function tickNotice(text: string): ModalView {
  return noticeView(TITLE, text);
}

/** A tick per resource that is not settled; the person's own earlier ticks are set. */
export function tickView(
  { number, resources }: NumberWithResources,
  ref: CaseRef,
  userId: string,
  consoleLinks: ConsoleLinks,
): ModalView {
  const open = resources.filter((resource) => !isSettled(resource));
  if (open.length === 0) return tickNotice(texts.nothingToTick);
  if (open.length > MOST_RESOURCES) return tickNotice(texts.tooManyToTick(open.length));
  const own = open.filter(({ tickedBy }) => tickedBy === userId).map(resourceKey);
  // Slack calls what may be left empty "optional", as if it could be skipped: so only where sending none means something.
  const mayBeEmpty = own.length > 0 || open.length > LIMIT.options;
  const blocks = [
    section(
      `*${numberWords(number.phoneNumber)}*: tick what you have removed yourself. ${texts.tickIsNoProof}`,
    ),
    ...sections(
      open.map((resource) => resourceLines(resource, number, consoleLinks)),
      "\n\n",
    ),
    ...listHint(open, number, consoleLinks).map((hint) => context(capital(hint))),
    ...tickBlocks(
      open,
      own,
      own.length === 0 ? "Removed by hand" : "Removed by hand (untick to take back)",
      mayBeEmpty,
    ),
  ];
  return modalView(TITLE, blocks, {
    callbackId: CALLBACK,
    submit: "Save",
    close: "Cancel",
    privateMetadata: caseValue(ref),
  });
}
