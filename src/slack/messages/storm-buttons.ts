import type { ActionsBlock, Button, KnownBlock, SectionBlock, StaticSelect } from "@slack/types";
import type { Incident } from "../../domain/incident.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import { isWorking } from "../../domain/storm.ts";
import type { StormFacts } from "../../operations/ports/storm-channel.ts";
import { caseValue } from "../case-ref.ts";
import { type ActionId, BLOCK, type SnoozeChoice } from "../ids.ts";
import { stormValue } from "../storm-ref.ts";
import { button } from "./alert-buttons.ts";
import { escaped } from "./mrkdwn.ts";
import { section } from "./slack-message.ts";
import { actorWords, count, numberWords, readableNumber } from "./words.ts";

/** One member with the button that gives it a message of its own. */
export function memberLine(incident: Incident): SectionBlock {
  const { phoneNumber, phoneNumberId, label, id, ownMessage } = incident;
  const own = ownMessage ? " · has an alert of its own" : "";
  const line = `*${numberWords(phoneNumber)}* · ${escaped(label, 60)} · id ${phoneNumberId}${own}`;
  const value = caseValue({ numberId: phoneNumberId, incidentId: id });
  const open = button("open_storm_member", "Open", value, undefined, readableNumber(phoneNumber));
  return { ...section(line), accessory: open };
}

/** Opens the window with every number. */
export function allNumbersButton({ storm, counts }: StormFacts): KnownBlock {
  const text = `All ${counts.open}…`;
  return {
    type: "actions",
    elements: [
      button("show_storm_numbers", text, stormValue(storm.id), undefined, "numbers of this message"),
    ],
  };
}

/** What can be done about all of them. While something is being done there is nothing to begin. */
export function stormButtons(facts: StormFacts): ActionsBlock {
  const { storm, counts } = facts;
  const about = `${count(counts.open, "number")} with one cause`;
  const work = isWorking(storm)
    ? []
    : [retryButton(facts), button("check_storm", "Check all", stormValue(storm.id), undefined, about)];
  return {
    type: "actions",
    // Slack leaves a menu on what was chosen until its block has another name: then it can be chosen again.
    block_id: `${BLOCK.claim}${storm.lastActedAt?.getTime() ?? 0}`,
    elements: [...work, claimButton(facts, about), snoozeMenu(facts)],
  };
}

function retryButton({ storm, counts }: StormFacts): Button {
  const numbers = count(counts.open, "number");
  return {
    ...button("retry_storm", "Retry all", stormValue(storm.id), "primary", `${numbers} with one cause`),
    confirm: {
      title: { type: "plain_text", text: "Retry all?", emoji: false },
      text: {
        type: "mrkdwn",
        text: `Lineman looks at one number. If the account answers again, it cleans up ${numbers}, one after the other, and deletes each of which nothing is left.`,
      },
      confirm: { type: "plain_text", text: "Retry all", emoji: false },
      deny: { type: "plain_text", text: "Not now", emoji: false },
    },
  };
}

/** Everybody sees the same message, so whoever has not claimed it sees Release as well: it asks before it acts. */
function claimButton({ storm }: StormFacts, about: string): Button {
  if (storm.claimedBy === null) return button("claim_storm", "Claim", stormValue(storm.id), undefined, about);
  return {
    ...button("release_storm", "Release", stormValue(storm.id), undefined, about),
    confirm: {
      title: { type: "plain_text", text: "Release this?", emoji: false },
      text: {
        type: "mrkdwn",
        text: `${actorWords(storm.claimedBy)} has claimed it. Once released, anybody on call may claim it.`,
      },
      confirm: { type: "plain_text", text: "Release", emoji: false },
      deny: { type: "plain_text", text: "Keep it", emoji: false },
    },
  };
}

function snoozeMenu({ storm, readAt }: StormFacts): StaticSelect {
  const snoozed = isSnoozed(storm, readAt);
  const option = (choice: SnoozeChoice, text: string) => ({
    text: { type: "plain_text" as const, text, emoji: false },
    value: `${choice}@${stormValue(storm.id)}`,
  });
  return {
    type: "static_select",
    action_id: "snooze_storm" satisfies ActionId,
    placeholder: { type: "plain_text", text: snoozed ? "Snoozed" : "Snooze", emoji: false },
    options: [
      ...(snoozed ? [option("wake", "Wake now")] : []),
      option("30m", "30 min"),
      option("2h", "2 h"),
      option("tomorrow", "Until tomorrow 09:00"),
    ],
  };
}
