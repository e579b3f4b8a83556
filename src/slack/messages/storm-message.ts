import type { KnownBlock } from "@slack/types";
import { isSnoozed } from "../../domain/snooze.ts";
import { isWorking, stormSize } from "../../domain/storm.ts";
import { stormAdvice } from "../../domain/storm-advice.ts";
import type { StormFacts } from "../../operations/ports/storm-channel.ts";
import { METADATA } from "../ids.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { code, escaped, link, when } from "./mrkdwn.ts";
import { runbookUrl } from "./runbook-url.ts";
import { context, header, type SlackMessage, section } from "./slack-message.ts";
import { allNumbersButton, memberLine, stormButtons } from "./storm-buttons.ts";
import { stormExplanation, stormWhy } from "./storm-explanation.ts";
import { settledWords, workWords } from "./storm-progress.ts";
import { actorWords, count, duration } from "./words.ts";

/** The one message that stands for many numbers with one cause, through its whole life. */
export function stormMessage(facts: StormFacts, surroundings: AlertSurroundings): SlackMessage {
  const { storm } = facts;
  const drawn =
    storm.endedAt === null ? openStorm(facts, surroundings) : endedStorm(facts, storm.endedAt, surroundings);
  return { ...drawn, metadata: { event_type: METADATA.storm, event_payload: { storm_id: storm.id } } };
}

function openStorm(facts: StormFacts, surroundings: AlertSurroundings): SlackMessage {
  const { counts, members } = facts;
  const blocks: KnownBlock[] = [
    header(`${headline(facts)}${also(facts)}`),
    section(who(facts, surroundings)),
    section(stormExplanation(facts)),
    ...members.map(memberLine),
    ...(counts.open > members.length ? [allNumbersButton(facts)] : []),
    stormButtons(facts),
    context(
      `${footWords(facts)} · ${link(runbookUrl(surroundings.runbookUrl, facts.storm.cause), "runbook: how to clean up by hand")}`,
    ),
  ];
  const next = isWorking(facts.storm) ? workWords(facts) : "Open the message to act on all of them at once.";
  const why = escaped(stormAdvice(facts.storm).why, 300);
  return { text: `${headline(facts)}: ${why} ${next}`, blocks };
}

function endedStorm(facts: StormFacts, endedAt: Date, { runbookUrl }: AlertSurroundings): SlackMessage {
  const { storm } = facts;
  const settled = settledWords(facts);
  const open = `open ${duration(endedAt.getTime() - storm.openedAt.getTime())}`;
  return {
    text: `${headline(facts)}: ${settled}`,
    blocks: [
      header(`${headline(facts)}: all settled`),
      section(`*Ended:* ${when(endedAt)} · ${settled}`),
      section(`*Why they were corrupted:* ${stormWhy(storm)}`),
      context(`${open} · ${link(runbookUrl, "runbook: how to clean up by hand")}`),
    ],
  };
}

/** "23 numbers, one cause"; once some are settled, how many are left. */
function headline({ counts, storm }: StormFacts): string {
  const all = stormSize(counts);
  const left = storm.endedAt === null && counts.open < all ? `${counts.open} of ` : "";
  return `${left}${count(all, "number")}${left === "" ? "" : " left"}, one cause`;
}

/** What goes on, in the headline: what its readers must know first. */
function also({ storm, readAt }: StormFacts): string {
  if (isWorking(storm)) return storm.work?.kind === "retry" ? " · retrying" : " · checking";
  if (isSnoozed(storm, readAt)) return " · snoozed";
  return storm.claimedBy === null ? "" : " · claimed";
}

function who({ storm, mentions }: StormFacts, { onCall }: AlertSurroundings): string {
  const account = storm.account === "" ? [] : [`account ${code(storm.account)}`];
  return [`Corrupted since ${when(storm.openedAt)}`, ...account, ...(mentions ? [onCall] : [])].join(" · ");
}

function footWords(facts: StormFacts): string {
  const { claimedBy, claimedAt } = facts.storm;
  const claim =
    claimedBy === null
      ? "Nobody has claimed this yet"
      : `Claimed by ${actorWords(claimedBy)}${claimedAt === null ? "" : ` ${when(claimedAt)}`}`;
  const progress = workWords(facts);
  return progress === "" ? claim : `${progress} · ${claim}`;
}
