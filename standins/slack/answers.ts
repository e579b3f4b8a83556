import { messageRefusal } from "./block-kit/check-message.ts";
import { blocksOf, contentOf, postAsBot, updateAsBot } from "./methods/chat.ts";
import type { ResponseTarget } from "./response-urls.ts";
import type { SlackState } from "./state.ts";
import { isObject, type Json, objectsAt, type SlackAnswer, type SlackMessage, stringAt } from "./wire.ts";

type Via = NonNullable<SlackMessage["via"]>;

/**
 * Does what a response_url post or the body of a command's ack asks for: a new ephemeral message (the default), a
 * message for the channel, or replacing or deleting the original. The overall length of blocks is not limited here
 * (bolt-js#2867).
 */
export async function answerThrough(
  state: SlackState,
  target: ResponseTarget,
  body: Json,
  via: Via,
): Promise<SlackAnswer> {
  if (body["delete_original"] === true) return removeOriginal(state, target);
  const drawn = objectsAt(body, "blocks").length > 0 || objectsAt(body, "attachments").length > 0;
  if (stringAt(body, "text") === "" && !drawn) return { ok: false, error: "no_text" };
  const refusal = messageRefusal(body, { total: false });
  if (refusal) return refusal;
  if (stringAt(body, "text") === "")
    state.journal.warning("missing_text", via, "blocks without a fallback text");
  if (body["replace_original"] === true && target.original) return replaceOriginal(state, target, body);
  if (body["response_type"] === "in_channel") return postPublicly(state, target, body);
  const threadTs = stringAt(body, "thread_ts") || target.threadTs;
  const ts = state.nextTs();
  state.board.add({
    ...contentOf({ ...body, blocks: blocksOf(body, state) }),
    channel: target.channel,
    ts,
    user: state.workspace.bot.userId,
    onlyFor: target.user,
    via,
    ...(threadTs ? { threadTs } : {}),
  });
  target.original ??= { ts, onlyFor: target.user };
  return { ok: true };
}

/** The body of an ack or response_url post: JSON, or plain text that stands for `{text}`. */
export function answerBody(body: string): Json {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isObject(parsed)) return parsed;
  } catch {
    // Plain text is a legal answer to a command.
  }
  return { text: body };
}

async function postPublicly(state: SlackState, target: ResponseTarget, body: Json): Promise<SlackAnswer> {
  const channel = state.workspace.channels.find((each) => each.id === target.channel);
  if (!channel) return { ok: false, error: "channel_not_found" };
  const { response_type: _type, replace_original: _replace, ...message } = body;
  const answer = await postAsBot(channel, message, state);
  return answer.ok ? { ok: true } : answer;
}

async function replaceOriginal(state: SlackState, target: ResponseTarget, body: Json): Promise<SlackAnswer> {
  const { channel, original } = target;
  if (!original || !state.board.find(channel, original.ts)) return { ok: false, error: "message_not_found" };
  if (!original.onlyFor) {
    const { response_type: _type, replace_original: _replace, ...message } = body;
    const answer = await updateAsBot(channel, original.ts, message, state);
    return answer.ok ? { ok: true } : answer;
  }
  const { text, blocks, attachments } = contentOf({ ...body, blocks: blocksOf(body, state) });
  state.board.change(channel, original.ts, { text, blocks, attachments });
  return { ok: true };
}

async function removeOriginal(
  state: SlackState,
  { channel, original }: ResponseTarget,
): Promise<SlackAnswer> {
  if (!original || !state.board.find(channel, original.ts)) return { ok: false, error: "message_not_found" };
  if (!original.onlyFor) await state.engine.call("chat.delete", { channel, ts: original.ts });
  state.board.remove(channel, original.ts);
  return { ok: true };
}
