import { messageRefusal } from "../block-kit/check-message.ts";
import { completeBlocks } from "../block-kit/complete-blocks.ts";
import { type MethodTable, refused, type SlackState } from "../state.ts";
import {
  type Block,
  isObject,
  type Json,
  type MessageMetadata,
  objectsAt,
  type SlackAnswer,
  type SlackMessage,
  stringAt,
} from "../wire.ts";
import { wireMessage } from "../wire-message.ts";
import { findUser, type SlackChannel } from "../workspace.ts";
import { channelForReading, channelForWriting } from "./reach.ts";

/** Above this many characters Slack advises against (docs.slack.dev, "Truncating content"). */
const advisedCharacters = 4_000;
const mostCharacters = 40_000;

/** chat.* on top of emulate: what it does not check is refused first, what it does not keep is kept here. */
export const chatMethods: MethodTable = {
  "chat.postMessage": {
    scopes: ["chat:write"],
    run: async (args, state) => {
      const reach = await channelForWriting(stringAt(args, "channel"), state);
      if (!reach.channel) return reach.refusal;
      const { channel } = reach;
      const refusal = messageRefusal(args, { total: true });
      if (refusal) return refusal;
      const retryAfterSeconds = state.pace.retryAfterSeconds(channel.id);
      if (retryAfterSeconds !== undefined) return { retryAfterSeconds };
      remark("chat.postMessage", args, state);
      return postAsBot(channel, args, state);
    },
  },
  "chat.postEphemeral": {
    scopes: ["chat:write"],
    run: async (args, state) => {
      const reach = await channelForWriting(stringAt(args, "channel"), state);
      if (!reach.channel) return reach.refusal;
      const { channel } = reach;
      const user = findUser(state.workspace, stringAt(args, "user"));
      if (!user) return refused("user_not_found");
      if (!channel.members.includes(user.id)) return refused("user_not_in_channel");
      const refusal = messageRefusal(args, { total: true });
      if (refusal) return refusal;
      remark("chat.postEphemeral", args, state);
      const sent = { ...args, channel: channel.id, blocks: blocksOf(args, state) };
      const answer = await state.engine.call("chat.postEphemeral", sent);
      if (answer.ok) {
        const ts = stringAt(answer, "message_ts");
        state.board.add({
          ...contentOf(sent),
          channel: channel.id,
          ts,
          user: state.workspace.bot.userId,
          onlyFor: user.id,
          via: "chat.postEphemeral",
        });
      }
      return answer;
    },
  },
  "chat.update": {
    scopes: ["chat:write"],
    run: async (args, state) => {
      const reach = await channelForWriting(stringAt(args, "channel"), state);
      if (!reach.channel) return reach.refusal;
      const { channel } = reach;
      if (stringAt(args, "text").length > mostCharacters) return refused("msg_too_long");
      const refusal = messageRefusal(args, { total: true });
      if (refusal) return refusal;
      remark("chat.update", args, state);
      return updateAsBot(channel.id, stringAt(args, "ts"), args, state);
    },
  },
  "chat.delete": {
    scopes: ["chat:write"],
    run: async (args, state) => {
      const reach = await channelForWriting(stringAt(args, "channel"), state);
      if (!reach.channel) return reach.refusal;
      const { channel } = reach;
      const answer = await state.engine.call("chat.delete", { ...args, channel: channel.id });
      if (answer.ok) state.board.remove(channel.id, stringAt(args, "ts"));
      return answer;
    },
  },
  "chat.getPermalink": {
    run: (args, state) => {
      const channel = channelForReading(stringAt(args, "channel"), state);
      if (!channel) return refused("channel_not_found");
      const message = state.board.find(channel.id, stringAt(args, "message_ts"));
      if (!message) return refused("message_not_found");
      const place = `archives/${channel.id}/p${message.ts.replace(".", "")}`;
      const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : "";
      const permalink = `https://${state.workspace.team.domain}.slack.com/${place}${thread}`;
      return { ok: true, channel: channel.id, permalink };
    },
  },
};

/** Posts as the bot without asking about membership or pace (response_url posts have neither). */
export async function postAsBot(channel: SlackChannel, args: Json, state: SlackState): Promise<SlackAnswer> {
  const sent = { ...args, channel: channel.id, blocks: blocksOf(args, state) };
  const answer = await state.engine.call("chat.postMessage", sent);
  if (!answer.ok || !isObject(answer["message"])) return answer;
  const threadTs = stringAt(args, "thread_ts");
  const message = state.board.add({
    ...contentOf({ ...sent, text: answer["message"]["text"] }),
    channel: channel.id,
    ts: stringAt(answer, "ts"),
    user: state.workspace.bot.userId,
    ...(threadTs ? { threadTs, broadcast: args["reply_broadcast"] === true } : {}),
  });
  return { ...answer, message: wireMessage(message, state.workspace, state.board, { metadata: true }) };
}

/**
 * Updates a message as the bot. Text without blocks removes the blocks; what else is left out stays
 * (docs.slack.dev, chat.update, as copied in slack_kit 1.0).
 */
export async function updateAsBot(
  channel: string,
  ts: string,
  args: Json,
  state: SlackState,
): Promise<SlackAnswer> {
  const sent: Json = { ...args, channel, ts };
  if (args["blocks"] !== undefined) sent["blocks"] = blocksOf(args, state);
  const answer = await state.engine.call("chat.update", sent);
  if (!answer.ok) return answer;
  const { blocks, attachments, metadata } = contentOf(sent);
  const retold = args["text"] !== undefined;
  state.board.change(channel, ts, {
    ...(retold ? { text: stringAt(answer, "text") } : {}),
    ...(retold || args["blocks"] !== undefined ? { blocks } : {}),
    ...(retold || args["attachments"] !== undefined ? { attachments } : {}),
    ...(metadata ? { metadata } : {}),
  });
  if (isObject(args["metadata"]) && !metadata) state.board.clearMetadata(channel, ts);
  const message = state.board.find(channel, ts);
  const wire = message && wireMessage(message, state.workspace, state.board, { metadata: true });
  return { ...answer, message: wire };
}

/** What the arguments of a post say, as the board keeps it. */
export function contentOf(
  args: Json,
): Pick<SlackMessage, "text" | "blocks" | "attachments" | "metadata" | "broadcast"> {
  const metadata = args["metadata"];
  const kept = isObject(metadata) && Object.keys(metadata).length > 0;
  return {
    text: stringAt(args, "text"),
    blocks: objectsAt<Block>(args, "blocks"),
    attachments: objectsAt(args, "attachments"),
    broadcast: false,
    ...(kept ? { metadata: metadata as unknown as MessageMetadata } : {}),
  };
}

/** Blocks of a post with every id filled in. */
export function blocksOf(args: Json, state: SlackState): Block[] {
  return completeBlocks(objectsAt<Block>(args, "blocks"), state.nextId);
}

function remark(method: string, args: Json, state: SlackState): void {
  const text = stringAt(args, "text");
  const drawn = objectsAt(args, "blocks").length > 0 || objectsAt(args, "attachments").length > 0;
  if (text === "" && drawn) state.journal.warning("missing_text", method, "blocks without a fallback text");
  if (text.length > advisedCharacters) {
    state.journal.warning("long_text", method, `${text.length} characters of text`);
  }
}
