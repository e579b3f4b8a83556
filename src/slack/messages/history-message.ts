import type { AuditEvent } from "../../domain/audit-chain.ts";
import { auditReason } from "../../domain/audit-words.ts";
import type { History } from "../../operations/answers.ts";
import { auditWords } from "./audit-words.ts";
import { fittingLines } from "./fitting-lines.ts";
import { escaped, when } from "./mrkdwn.ts";
import { context, type SlackMessage, section, sections } from "./slack-message.ts";
import { actorWords, count, numberWords } from "./words.ts";

/** What the events may take of a message; the rest is for its head and foot. */
const EVENTS_CHARACTERS = 8000;

/** What happened to a number, newest first, page by page. */
export function historyMessage(history: History, page: { number: number; size: number }): SlackMessage {
  const { events, totalCount } = history;
  const pages = Math.max(1, Math.ceil(totalCount / page.size));
  const place = pages > 1 || page.number > 1 ? `, page ${page.number} of ${pages}` : "";
  const title = `${subject(history)}\n*${count(totalCount, "event")}*${place}, newest first`;
  const { kept, leftOut } = fittingLines(events.map(eventLine), EVENTS_CHARACTERS);
  const lines = [
    ...(kept.length === 0 ? [page.number > pages ? "There is nothing on this page." : NOTHING] : kept),
    ...(leftOut > 0 ? [`+${leftOut} more do not fit here.`] : []),
  ];
  return {
    text: [title, ...lines].join("\n"),
    blocks: [section(title), ...sections(lines), context(foot(history, page.number < pages, page.number))],
  };
}

const NOTHING = "Nothing is recorded about it yet.";

function subject({ numberId, phoneNumber, label, status }: History): string {
  return [
    phoneNumber === null ? "" : `*${numberWords(phoneNumber)}*`,
    label === null ? "" : escaped(label, 200),
    `id ${numberId}`,
    status === null ? "its record is gone" : `*${status}*`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function eventLine(event: AuditEvent): string {
  const reason = auditReason(event);
  const because = reason === null ? "" : `\nReason: ${escaped(reason, 300)}`;
  return `${when(event.at)} · ${auditWords(event)} · ${actorWords(event.actor)}${because}`;
}

function foot({ numberId, otherIds, status }: History, older: boolean, page: number): string {
  const others = otherIds.map((id) => `\`/phone history ${id}\``).join(", ");
  return [
    older ? `Older: \`/phone history ${numberId} ${page + 1}\`` : "That is all",
    others === "" ? "" : `The same telephone number was recorded under other ids too: ${others}`,
    status === null ? "" : `How it is now: \`/phone show ${numberId}\``,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
