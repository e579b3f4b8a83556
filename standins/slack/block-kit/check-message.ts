import { type Block, isObject, type Json, objectsAt, type SlackAnswer, stringAt } from "../wire.ts";
import { checkBlocks } from "./check-blocks.ts";
import type { Problem } from "./checks.ts";
import { flatBlocks } from "./elements-of.ts";

/** Undocumented; a message passes while escaped text plus about 100 per header stays under it (bolt-js#2509, #2867). */
const mostCharacters = 13_200;
const headerOverhead = 100;
/** Over all markdown blocks of a message (docs.slack.dev, markdown block). */
const mostMarkdown = 12_000;

/** What Slack answers instead of posting this message; undefined when it would post it. */
export function messageRefusal(args: Json, limits: { total: boolean }): SlackAnswer | undefined {
  const problems = args["blocks"] === undefined ? [] : checkBlocks(args["blocks"], "message", "/blocks");
  objectsAt(args, "attachments").forEach((attachment, index) => {
    if (attachment["blocks"] === undefined) return;
    problems.push(...checkBlocks(attachment["blocks"], "message", `/attachments/${index}/blocks`));
  });
  const all = [args, ...objectsAt(args, "attachments")].flatMap((part) =>
    flatBlocks(objectsAt<Block>(part, "blocks")),
  );
  if (all.filter((block) => block.type === "table" || block.type === "data_table").length > 1) {
    problems.push({ message: "only_one_table_allowed", pointer: "/blocks" });
  }
  if (charactersOf(all.filter((block) => block.type === "markdown")) > mostMarkdown) {
    problems.push({ message: `must be less than ${mostMarkdown + 1} characters`, pointer: "/blocks" });
  }
  if (problems.length > 0) return blocksRefusal(problems);
  if (limits.total && charactersOf(all) > mostCharacters) return { ok: false, error: "msg_blocks_too_long" };
  return metadataRefusal(args["metadata"]);
}

/** The answer of chat.* to blocks it refuses: the messages twice, once with a level (seen in slackapi answers). */
function blocksRefusal(problems: readonly Problem[]): SlackAnswer {
  const errors = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return {
    ok: false,
    error: "invalid_blocks",
    errors,
    response_metadata: { messages: errors.map((each) => `[ERROR] ${each}`) },
  };
}

function metadataRefusal(metadata: unknown): SlackAnswer | undefined {
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) return { ok: false, error: "invalid_metadata_format" };
  if (Object.keys(metadata).length === 0) return undefined;
  if (stringAt(metadata, "event_type") === "" || !isObject(metadata["event_payload"])) {
    return { ok: false, error: "invalid_metadata_format" };
  }
  return JSON.stringify(metadata).length > 16_000 ? { ok: false, error: "metadata_too_large" } : undefined;
}

function charactersOf(blocks: readonly Block[]): number {
  const headers = blocks.filter((block) => block.type === "header").length;
  const text = blocks.reduce((sum, { child_blocks: _, ...block }) => sum + textLength(block), 0);
  return text + headers * headerOverhead;
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [key, item]) => {
    if (key !== "text" || typeof item !== "string") return sum + textLength(item);
    return sum + (value["type"] === "mrkdwn" ? item.length : escapedLength(item));
  }, 0);
}

function escapedLength(text: string): number {
  return text.replace(/&/g, "&amp;").replace(/[<>]/g, "&lt;").length;
}
