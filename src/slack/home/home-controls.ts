import type { ActionsBlock, KnownBlock, PlainTextOption, StaticSelect } from "@slack/types";
import {
  HOME_PAGE_SIZE,
  type HomeFilter,
  INCIDENT_FILTERS,
  isNumberFilter,
  NUMBER_FILTERS,
} from "../../domain/home-choice.ts";
import type { HomeStatus } from "../../operations/home/home-status-value.ts";
import { type ActionId, BLOCK } from "../ids.ts";
import { button } from "../messages/alert-buttons.ts";
import { clamp } from "../messages/mrkdwn.ts";
import { context, LIMIT } from "../messages/slack-message.ts";
import { count } from "../messages/words.ts";
import { filterOptionValue, homeChoiceValue } from "./choice-value.ts";

const FILTER_WORDS: Record<HomeFilter, string> = {
  open: "All open",
  mine: "Mine",
  waiting: "Waiting for a second person",
  unclaimed: "Unclaimed",
  ageing: "Open for over 4 hours",
  corrupted: "Corrupted numbers",
  deleting: "Deleting numbers",
  active: "Active numbers",
};

/** Which incidents or numbers are shown, and Refresh. */
export function filterRow(status: HomeStatus): ActionsBlock {
  const { filter, page } = status;
  return {
    type: "actions",
    // Slack leaves a menu on what was chosen until its block has another name.
    block_id: `${BLOCK.homeFilter}${filter}`,
    elements: [
      filterMenu(status),
      button("refresh_home", "Refresh", homeChoiceValue({ filter, page }), undefined, "App Home"),
    ],
  };
}

function filterMenu({ filter, open, counts }: HomeStatus): StaticSelect {
  const option = (word: HomeFilter): PlainTextOption => {
    const amount = isNumberFilter(word) ? counts[word] : open[word];
    const text = clamp(`${FILTER_WORDS[word]} (${amount})`, LIMIT.optionText);
    return { text: { type: "plain_text", text, emoji: false }, value: filterOptionValue(word) };
  };
  return {
    type: "static_select",
    action_id: "filter_home" satisfies ActionId,
    placeholder: { type: "plain_text", text: "Show", emoji: false },
    initial_option: option(filter),
    options: [...INCIDENT_FILTERS, ...NUMBER_FILTERS].map(option),
  };
}

/** Where the reader is, and the ways on; nothing where one page holds everything. */
export function pagingRows({ filter, page, pageCount, totalCount, list }: HomeStatus): KnownBlock[] {
  if (pageCount === 1) return [];
  const turn = (actionId: ActionId, text: string, to: number) =>
    button(actionId, text, homeChoiceValue({ filter, page: to }), undefined, `page ${to} of ${pageCount}`);
  const elements = [
    ...(page > 1 ? [turn("previous_home_page", "Previous", page - 1)] : []),
    ...(page < pageCount ? [turn("next_home_page", "Next", page + 1)] : []),
  ];
  const noun = list.kind === "numbers" ? `${list.status} number` : "open incident";
  const where = `Page ${page} of ${pageCount} · ${count(totalCount, noun)}`;
  const isCut = page === pageCount && totalCount > pageCount * HOME_PAGE_SIZE;
  const deeper = isCut ? " · these are the first: `/phone show` with an id or a number finds any" : "";
  return [{ type: "actions", elements }, context(where + deeper)];
}
