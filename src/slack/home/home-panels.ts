import type { KnownBlock } from "@slack/types";
import { basisWords } from "../../domain/audit-words.ts";
import type { Incident } from "../../domain/incident.ts";
import type { HomeStatus } from "../../operations/home/home-status-value.ts";
import type { ConnectionName, ConnectionReport } from "../../operations/ports/connections.ts";
import type { LeftoverRecord } from "../../operations/ports/force-delete-store.ts";
import { LEFTOVER_WORD } from "../messages/leftover-lines.ts";
import { escaped, when } from "../messages/mrkdwn.ts";
import { sections } from "../messages/slack-message.ts";
import { actorWords, capital, nameOf, numberWords } from "../messages/words.ts";

/* What Home shows below the incidents, in mrkdwn. */

/** How many leftovers are watched, in which state, and the oldest. */
export function leftoverPanel({ counts, oldest }: HomeStatus["leftovers"]): KnownBlock[] {
  const total = sum([...counts.values()]);
  if (total === 0) return sections(["*Leftovers being watched:* none"]);
  const states = [...counts].map(([state, amount]) => `${amount} ${LEFTOVER_WORD[state]}`).join(", ");
  return sections([
    `*Leftovers being watched:* ${total} (${states}). The oldest; \`/phone leftovers\` lists all:`,
    ...oldest.map(leftoverLine),
  ]);
}

function leftoverLine(leftover: LeftoverRecord): string {
  const { state, phoneNumber, phoneNumberId, letGoAt } = leftover;
  return `• ${capital(nameOf(leftover))} of ${numberWords(phoneNumber)} (id ${phoneNumberId}) · ${LEFTOVER_WORD[state]} · let go ${when(letGoAt)}`;
}

const NAMES: Record<ConnectionName, string> = {
  slack: "Slack",
  twilio: "Twilio",
  livekit: "LiveKit",
  database: "Database",
  queue: "Queue",
};

/** How everything is that Lineman needs, a line each. */
export function connectionPanel(connections: readonly ConnectionReport[]): KnownBlock[] {
  return sections(["*Connections*", ...connections.map(connectionLine)]);
}

/** What fails, for the top of the page; null where nothing does. */
export function failingLine(connections: readonly ConnectionReport[]): string | null {
  const failing = connections.filter(({ state }) => state === "failing").map(({ name }) => NAMES[name]);
  return failing.length === 0 ? null : `*Failing now:* ${failing.join(", ")}. See Connections below.`;
}

function connectionLine({ name, state, since, seenAt, detail }: ConnectionReport): string {
  const said = detail === null ? "" : escaped(detail, 300);
  const began = since === null ? "" : ` since ${when(since)}`;
  switch (state) {
    case "ok": {
      const seen = name === "twilio" || name === "livekit";
      const last = seen && seenAt !== null ? `last answer ${when(seenAt)}` : "";
      return [`• ${NAMES[name]}: ok${began}`, said, last].filter((part) => part !== "").join(" · ");
    }
    case "failing": {
      const worked = seenAt === null ? "" : ` (last worked ${when(seenAt)})`;
      return `• ${NAMES[name]}: *failing*${began}${said === "" ? "" : `: ${said}`}${worked}`;
    }
    case "unknown":
      return `• ${NAMES[name]}: not known${said === "" ? "" : `: ${said}`}`;
  }
}

/** How all numbers are. */
export function countPanel({ active, deleting, corrupted }: HomeStatus["counts"]): KnownBlock[] {
  return sections([`*All numbers:* ${active} active · ${deleting} deleting · ${corrupted} corrupted`]);
}

/** The last force deletes: which number, who, when, on what, why. */
export function forceDeletePanel(incidents: readonly Incident[]): KnownBlock[] {
  if (incidents.length === 0) return sections(["*Last force deletes:* none"]);
  return sections(["*Last force deletes*", ...incidents.map(forceDeleteLine)]);
}

function forceDeleteLine(incident: Incident): string {
  const { phoneNumber, phoneNumberId, closedBy, closedAt, closedBasis, approvedBy, closedReason } = incident;
  const parts = [
    `• ${numberWords(phoneNumber)} (id ${phoneNumberId})`,
    `by ${actorWords(closedBy)}${closedAt === null ? "" : ` ${when(closedAt)}`}`,
    ...(approvedBy === null ? [] : [`approved by ${actorWords(approvedBy)}`]),
    basisWords(closedBasis),
    closedReason === null ? "no reason given" : `“${escaped(closedReason, 120)}”`,
  ];
  return parts.join(" · ");
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
