import type { HeaderBlock, KnownBlock, MessageMetadata, SectionBlock } from "@slack/types";
import { clamp } from "./mrkdwn.ts";

/** A message as it is sent: `text` tells the whole story by itself (notifications, screen readers). Both are mrkdwn. */
export interface SlackMessage {
  text: string;
  blocks: KnownBlock[];
  metadata?: MessageMetadata;
}

/** Slack's limits that we come near to (slack.md 2); the total is undocumented, refusals were seen from 13,200 on. */
export const LIMIT = {
  messageBlocks: 50,
  viewBlocks: 100,
  header: 150,
  section: 3000,
  optionText: 75,
  optionValue: 150,
  options: 10,
  spokenLabel: 75,
  messageCharacters: 10_000,
  text: 3900,
} as const;

/** A title in large letters; plain text. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text: clamp(text, LIMIT.header), emoji: false } };
}

/** A paragraph of mrkdwn; `verbatim` keeps Slack from turning bare names and addresses into links. */
export function section(mrkdwn: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: clamp(mrkdwn, LIMIT.section), verbatim: true } };
}

/** A small grey line. */
export function context(mrkdwn: string): KnownBlock {
  return {
    type: "context",
    elements: [{ type: "mrkdwn", text: clamp(mrkdwn, LIMIT.section), verbatim: true }],
  };
}

/** A short answer: one paragraph that is its own fallback text. */
export function shortMessage(mrkdwn: string): SlackMessage {
  return { text: clamp(mrkdwn, LIMIT.text), blocks: [section(mrkdwn)] };
}

/** Joins lines into as few paragraphs as fit Slack's limit, keeping each line whole. */
export function sections(lines: readonly string[], separator = "\n"): SectionBlock[] {
  const paragraphs: string[] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last !== undefined && last.length + separator.length + line.length <= LIMIT.section)
      paragraphs[paragraphs.length - 1] = `${last}${separator}${line}`;
    else paragraphs.push(line);
  }
  return paragraphs.map(section);
}

/** Last line of defence before a message leaves: never refused for its size, however it was made. */
export function fitMessage(message: SlackMessage): SlackMessage {
  const text = clamp(message.text, LIMIT.text);
  return { ...message, text, blocks: message.blocks.slice(0, LIMIT.messageBlocks) };
}
