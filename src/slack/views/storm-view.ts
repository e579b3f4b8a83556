import type { Button, KnownBlock, ModalView } from "@slack/types";
import type { StormPage } from "../../operations/storms/storm-answers.ts";
import { button } from "../messages/alert-buttons.ts";
import { section } from "../messages/slack-message.ts";
import { memberLine } from "../messages/storm-buttons.ts";
import { stormWhy } from "../messages/storm-explanation.ts";
import { count } from "../messages/words.ts";
import { stormValue } from "../storm-ref.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "Numbers with one cause";

/** Shown at once, until the numbers are read; and where they cannot be shown, why. */
export function stormNotice(text: string): ModalView {
  return noticeView(TITLE, text);
}

/** One page of the numbers that are open. */
export function stormView(shown: StormPage): ModalView {
  const { counts, members, page, pages, storm } = shown;
  const title = `*${count(counts.open, "number")}*${pages > 1 ? `, page ${page} of ${pages}` : ""} · ${stormWhy(storm)}`;
  const turns = turnButtons(shown);
  const blocks: KnownBlock[] = [
    section(title),
    ...members.map(memberLine),
    ...(members.length === 0 ? [section("No number is open any more.")] : []),
    ...(turns.length === 0 ? [] : [{ type: "actions" as const, elements: turns }]),
  ];
  return modalView(TITLE, blocks);
}

function turnButtons({ storm, page, pages }: StormPage): Button[] {
  return [
    ...(page > 1 ? [button("previous_storm_page", "Previous", stormValue(storm.id, page - 1))] : []),
    ...(page < pages ? [button("next_storm_page", "Next", stormValue(storm.id, page + 1))] : []),
  ];
}
