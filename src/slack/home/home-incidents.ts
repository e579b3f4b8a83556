import type { KnownBlock, SectionBlock } from "@slack/types";
import { isSameActor } from "../../domain/actor.ts";
import { isPaused } from "../../domain/automatic-retry.ts";
import { caseName } from "../../domain/incident.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Urgency } from "../../domain/urgency.ts";
import type { HomeStatus } from "../../operations/home/home-status-value.ts";
import type { OpenIncident } from "../../operations/ports/overview.ts";
import { button } from "../messages/alert-buttons.ts";
import { type AlertState, alertState } from "../messages/alert-state.ts";
import { causeWords } from "../messages/cause-words.ts";
import { escaped, link, when } from "../messages/mrkdwn.ts";
import { section } from "../messages/slack-message.ts";
import { actorWords, duration, numberWords, readableNumber } from "../messages/words.ts";

const HEADINGS: Record<Urgency, string> = {
  mine: "*Yours*",
  waiting: "*Waiting for a second person*: Approve and Decline stand in the alert's thread",
  unclaimed: "*Unclaimed*, oldest first",
  ageing: "*Ageing*: somebody has it, and it has been open for over 4 hours",
  claimed: "*Somebody has it*",
  snoozed: "*Snoozed*",
};

/** One page of open incidents, each under the heading of its section. */
export function incidentBlocks(incidents: readonly OpenIncident[], reader: Reader): KnownBlock[] {
  return incidents.flatMap((one, index) => {
    const isFirst = incidents[index - 1]?.urgency !== one.urgency;
    return [...(isFirst ? [section(HEADINGS[one.urgency])] : []), incidentBlock(one, reader)];
  });
}

/** Who reads it, and when it was read. */
export type Reader = Pick<HomeStatus, "userId" | "asOf">;

function incidentBlock(one: OpenIncident, reader: Reader): SectionBlock {
  const { incident } = one;
  const { phoneNumber, phoneNumberId, label, cause, openedAt } = incident;
  const title = `*${numberWords(phoneNumber)}* · ${escaped(label, 60)} · id ${phoneNumberId} · case ${caseName(incident)}`;
  const age = `open for ${duration(reader.asOf.getTime() - openedAt.getTime())}`;
  const state = stateWords(one, reader);
  const facts = [...(state === "" ? [] : [`*${state}*`]), causeWords(cause), age, whoWords(one)];
  return numberBlock(
    [title, facts.join(" · "), [nextTryWords(one, reader), ...alertLink(one)].join(" · ")].join("\n"),
    phoneNumberId,
    phoneNumber,
  );
}

/** Numbers of one status, whether anything is open about them or not. */
export function numberBlocks(numbers: readonly PhoneNumber[]): KnownBlock[] {
  return numbers.map(({ id, phoneNumber, label, status, corruptedAt }) => {
    const since = status === "corrupted" && corruptedAt !== null ? ` since ${when(corruptedAt)}` : "";
    const title = `*${numberWords(phoneNumber)}* · ${escaped(label, 60)} · id ${id} · *${status}*${since}`;
    return numberBlock(title, id, phoneNumber);
  });
}

function numberBlock(mrkdwn: string, id: number, phoneNumber: string): SectionBlock {
  const about = readableNumber(phoneNumber);
  return { ...section(mrkdwn), accessory: button("show_number", "Show", String(id), undefined, about) };
}

function stateWords(one: OpenIncident, { userId, asOf }: Reader): string {
  const { incident, run, approval } = one;
  const state: AlertState = alertState({ incident, run, approval, number: null, readAt: asOf });
  switch (state) {
    case "cleaning_up":
      return "being cleaned up now";
    case "waiting_for_approval": {
      if (approval === null) return "";
      const isOwn = isSameActor(approval.requestedBy, { kind: "slack_user", id: userId });
      const asked = isOwn ? "you asked" : `${actorWords(approval.requestedBy)} asked`;
      return `force delete waits for a second person (${asked}; lapses ${when(approval.expiresAt)})`;
    }
    case "checking":
      return "being checked now";
    case "snoozed":
      return incident.snoozedUntil === null ? "" : `snoozed until ${when(incident.snoozedUntil)}`;
    case "retrying":
    case "claimed":
    case "open":
    case "resolved":
      return "";
  }
}

function whoWords({ incident: { claimedBy }, urgency }: OpenIncident): string {
  if (claimedBy === null) return "nobody has claimed it";
  return urgency === "mine" ? "claimed by you" : `claimed by ${actorWords(claimedBy)}`;
}

function nextTryWords({ incident }: OpenIncident, { asOf }: Reader): string {
  const { nextRetryAt, claimedBy } = incident;
  if (nextRetryAt === null) return "No automatic try planned";
  if (isPaused(incident, false, asOf))
    return `Automatic tries pause while it is ${claimedBy === null ? "snoozed" : "claimed"}`;
  return nextRetryAt <= asOf ? "Automatic try due now" : `Next automatic try ${when(nextRetryAt)}`;
}

/** Slack leads from this address to the message, whatever the workspace is called. */
function alertLink({ message, inStorm }: OpenIncident): string[] {
  if (message === null) return ["its alert is not posted yet"];
  const { channel, ts } = message;
  if (!/^[A-Z0-9]{1,30}$/.test(channel) || !/^\d{1,12}\.\d{1,9}$/.test(ts)) return [];
  const url = `https://slack.com/archives/${channel}/p${ts.replace(".", "")}`;
  return [link(url, inStorm ? "Open the storm's alert" : "Open alert")];
}
