import type { ModalView } from "@slack/types";
import type { Operations } from "../../operations/operations.ts";
import type { ConsoleLinks } from "../messages/console-links.ts";
import { numberMessage } from "../messages/number-message.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "Phone number";

/** Shown at once, until the number is read. */
export function loadingNumberView(): ModalView {
  return noticeView(TITLE, "Reading the number…");
}

/** Says why nothing is shown. */
export function numberNotice(text: string): ModalView {
  return noticeView(TITLE, text);
}

/** What `/phone show` says, in a window. */
export function numberView(
  shown: Awaited<ReturnType<Operations["showNumber"]>>,
  consoleLinks: ConsoleLinks,
): ModalView {
  return modalView(TITLE, numberMessage(shown, consoleLinks).blocks);
}
