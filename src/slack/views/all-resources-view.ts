import type { ModalView } from "@slack/types";
import type { NumberWithResources } from "../../operations/operations.ts";
import { type ConsoleLinks, listHint } from "../messages/console-links.ts";
import { resourceLines } from "../messages/resource-lines.ts";
import { context, section, sections } from "../messages/slack-message.ts";
import { capital, numberWords, stateCounts } from "../messages/words.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "All resources";
/** Paragraphs of up to 3,000 characters: stays under 250 kB in any script. */
const MOST_PARAGRAPHS = 25;

/** Shown at once, until the resources are read. */
export function loadingResourcesView(): ModalView {
  return noticeView(TITLE, "Reading the resources…");
}

/** Says why nothing is shown. */
export function resourcesNotice(text: string): ModalView {
  return noticeView(TITLE, text);
}

/** Every resource of a number, as far as one window holds them. */
export function allResourcesView(
  { number, resources }: NumberWithResources,
  consoleLinks: ConsoleLinks,
): ModalView {
  const paragraphs = sections(
    resources.map((resource) => resourceLines(resource, number, consoleLinks)),
    "\n\n",
  );
  const cut =
    paragraphs.length > MOST_PARAGRAPHS
      ? [section("More than one window holds: the HTTP API lists all.")]
      : [];
  return modalView(TITLE, [
    section(`*${numberWords(number.phoneNumber)}* · id ${number.id} · ${stateCounts(resources)}`),
    ...paragraphs.slice(0, MOST_PARAGRAPHS),
    ...cut,
    ...listHint(resources, number, consoleLinks).map((hint) => context(capital(hint))),
  ]);
}
