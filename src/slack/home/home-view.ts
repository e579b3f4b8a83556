import type { HomeView, KnownBlock } from "@slack/types";
import type { HomeFilter } from "../../domain/home-choice.ts";
import type { HomeStatus } from "../../operations/home/home-status-value.ts";
import { whenExactly } from "../messages/mrkdwn.ts";
import { context, header, LIMIT, section } from "../messages/slack-message.ts";
import { count } from "../messages/words.ts";
import { filterRow, pagingRows } from "./home-controls.ts";
import { incidentBlocks, numberBlocks } from "./home-incidents.ts";
import { connectionPanel, countPanel, failingLine, forceDeletePanel, leftoverPanel } from "./home-panels.ts";

/** App Home: what is open, most urgent first, and how everything else is. */
export function homeView(status: HomeStatus): HomeView {
  const { open, connections, leftovers, counts, forceDeletes, asOf } = status;
  const failing = failingLine(connections);
  const blocks: KnownBlock[] = [
    header(titleOf(open.open)),
    context(`as of ${whenExactly(asOf)} · while you look, changes show by themselves`),
    ...(failing === null ? [] : [section(failing)]),
    section(handoverLine(status)),
    filterRow(status),
    ...listBlocks(status),
    ...pagingRows(status),
    { type: "divider" },
    ...leftoverPanel(leftovers),
    ...connectionPanel(connections),
    ...countPanel(counts),
    ...forceDeletePanel(forceDeletes),
    context("`/phone help` shows what you can ask"),
  ];
  return { type: "home", blocks: blocks.slice(0, LIMIT.viewBlocks) };
}

/** Home for somebody who may not see it, or while it cannot be read. */
export function homeNotice(text: string): HomeView {
  return { type: "home", blocks: [section(text)] };
}

function titleOf(open: number): string {
  return open === 0
    ? "No number needs a person"
    : `${count(open, "number")} need${open === 1 ? "s" : ""} a person`;
}

/** What whoever takes over has to know, whatever is listed below. */
function handoverLine({ open, leftovers }: HomeStatus): string {
  const watched = [...leftovers.counts.values()].reduce((total, amount) => total + amount, 0);
  const parts = [
    `${open.mine} yours`,
    `${open.unclaimed} unclaimed`,
    `${open.ageing} open for over 4 hours`,
    `${open.waiting} waiting for a second person`,
    `${count(watched, "leftover")} watched`,
  ];
  return `*Handover:* ${parts.join(" · ")}`;
}

function listBlocks(status: HomeStatus): KnownBlock[] {
  const { list, filter } = status;
  if (list.kind === "numbers")
    return list.numbers.length === 0
      ? [section(`There are no ${list.status} numbers.`)]
      : numberBlocks(list.numbers);
  return list.incidents.length === 0
    ? [section(EMPTY[filter] ?? "Nothing is open.")]
    : incidentBlocks(list.incidents, status);
}

const EMPTY: Partial<Record<HomeFilter, string>> = {
  open: "Nothing is open. When a deletion fails, it shows here and in the alert channel.",
  mine: "You have nothing claimed.",
  waiting: "Nothing waits for a second person.",
  unclaimed: "Everything that is open has somebody.",
  ageing: "Nothing has been open for over 4 hours.",
};
