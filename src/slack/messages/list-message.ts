import type { NumberPage, NumberWithResources } from "../../operations/operations.ts";
import type { ListedStatus } from "../commands/parse-phone-command.ts";
import { escaped, when } from "./mrkdwn.ts";
import { context, type SlackMessage, section, sections } from "./slack-message.ts";
import { count, numberWords, stateCounts } from "./words.ts";

interface Asked {
  status: ListedStatus | null;
  /** 1-based. */
  page: number;
  pageSize: number;
}

/** One page of numbers, one line each. */
export function listMessage({ items, totalCount }: NumberPage, asked: Asked): SlackMessage {
  const kind = asked.status === null ? "phone number" : `${asked.status} phone number`;
  if (totalCount === 0) {
    const none = `There are no ${kind}s.`;
    return { text: none, blocks: [section(none)] };
  }
  const pages = Math.ceil(totalCount / asked.pageSize);
  const title = `*${count(totalCount, kind)}*${pages > 1 ? `, page ${asked.page} of ${pages}` : ""}`;
  const lines = items.length === 0 ? ["There is nothing on this page."] : items.map(line);
  const next = `/phone list ${asked.status === null ? "" : `${asked.status} `}${asked.page + 1}`;
  const foot = asked.page < pages ? `Next page: \`${next}\`` : "One of them: `/phone show <id>`";
  return {
    text: [title, ...lines].join("\n"),
    blocks: [section(title), ...sections(lines), context(foot.replaceAll("<id>", "42"))],
  };
}

function line({ number, resources }: NumberWithResources): string {
  const { id, phoneNumber, label, status, corruptedAt } = number;
  const state =
    status === "corrupted"
      ? `*corrupted*${corruptedAt === null ? "" : ` ${when(corruptedAt)}`}: ${stateCounts(resources)}`
      : status;
  return `*${numberWords(phoneNumber)}* · ${escaped(label, 60)} · id ${id} · ${state}`;
}
