import type { MessageBoard } from "./messages.ts";
import type { Json, SlackMessage } from "./wire.ts";
import type { SlackWorkspace } from "./workspace.ts";

/** A message as conversations.history, payloads and answers show it; metadata only where it was asked for. */
export function wireMessage(
  message: SlackMessage,
  workspace: SlackWorkspace,
  board: MessageBoard,
  include: { metadata: boolean },
): Json {
  const { app, bot, team } = workspace;
  const replies = message.onlyFor ? [] : board.repliesOf(message.channel, message.ts);
  const last = replies.at(-1);
  const own = { bot_id: bot.botId, app_id: app.id, bot_profile: botProfile(workspace) };
  return {
    type: "message",
    ...(message.broadcast ? { subtype: "thread_broadcast" } : {}),
    user: message.user,
    ...(message.user === bot.userId ? own : {}),
    team: team.id,
    text: message.text,
    ts: message.ts,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(include.metadata && message.metadata ? { metadata: message.metadata } : {}),
    // Slack marks an update as edited only when it is drawn from text (docs.slack.dev, chat.update).
    ...(message.edits > 0 && message.blocks.length === 0
      ? { edited: { user: message.user, ts: message.ts } }
      : {}),
    ...(message.threadTs || last ? { thread_ts: message.threadTs ?? message.ts } : {}),
    ...(message.threadTs && message.threadTs !== message.ts
      ? { parent_user_id: board.find(message.channel, message.threadTs)?.user }
      : {}),
    ...(last
      ? {
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: last.ts,
        }
      : {}),
  };
}

/** The bot as messages carry it. */
function botProfile({ app, bot, team }: SlackWorkspace): Json {
  return {
    id: bot.botId,
    app_id: app.id,
    user_id: bot.userId,
    name: bot.name,
    deleted: false,
    team_id: team.id,
  };
}
