import { type MethodTable, page, refused, type SlackState } from "../state.ts";
import { type Json, type SlackAnswer, type SlackMessage, stringAt } from "../wire.ts";
import { wireMessage } from "../wire-message.ts";
import { findUser, type SlackChannel } from "../workspace.ts";
import { channelForReading, directChannel, scopeFamily } from "./reach.ts";

/**
 * conversations.* answered from our own workspace and board, not from emulate: its members and ids are not ours, and
 * its history knows no oldest, latest, broadcasts or include_all_metadata.
 */
export const conversationMethods: MethodTable = {
  "conversations.info": {
    scopes: (args, state) => [`${scopeFamily(stringAt(args, "channel"), state)}:read`],
    run: (args, state) => {
      const channel = channelForReading(stringAt(args, "channel"), state);
      return channel ? { ok: true, channel: wireChannel(channel, state) } : refused("channel_not_found");
    },
  },
  "conversations.list": { scopes: listScopes, run: (args, state) => listChannels(args, state, () => true) },
  "users.conversations": {
    scopes: listScopes,
    run: (args, state) => {
      const user = stringAt(args, "user") || state.workspace.bot.userId;
      return listChannels(args, state, (channel) => channel.members.includes(user));
    },
  },
  "conversations.members": {
    scopes: (args, state) => [`${scopeFamily(stringAt(args, "channel"), state)}:read`],
    run: (args, state) => {
      const channel = channelForReading(stringAt(args, "channel"), state);
      if (!channel) return refused("channel_not_found");
      const { items, nextCursor } = page(channel.members, args);
      return { ok: true, members: items, response_metadata: { next_cursor: nextCursor } };
    },
  },
  "conversations.open": {
    scopes: ["im:write"],
    run: async (args, state) => {
      const users = stringAt(args, "users").split(",").filter(Boolean);
      const [userId] = users;
      if (userId === undefined) return refused("users_list_not_supplied");
      if (users.length > 1) return refused("method_not_supported_for_channel_type");
      const user = findUser(state.workspace, userId);
      if (!user || user.isDeleted) return refused("user_not_found");
      if (user.isBot) return refused("cannot_dm_bot");
      const open = state.workspace.channels.some((channel) => channel.imUser === userId);
      const channel = await directChannel(userId, state);
      const full = String(args["return_im"]) === "true";
      return {
        ok: true,
        ...(open ? { no_op: true, already_open: true } : {}),
        channel: full ? wireChannel(channel, state) : { id: channel.id },
      };
    },
  },
  "conversations.history": {
    scopes: (args, state) => [`${scopeFamily(stringAt(args, "channel"), state)}:history`],
    run: (args, state) => {
      const channel = channelForReading(stringAt(args, "channel"), state);
      if (!channel) return refused("channel_not_found");
      if (!channel.members.includes(state.workspace.bot.userId)) return refused("not_in_channel");
      return readMessages(state.board.inChannel(channel.id).reverse(), args, state);
    },
  },
  "conversations.replies": {
    scopes: (args, state) => [`${scopeFamily(stringAt(args, "channel"), state)}:history`],
    run: (args, state) => {
      const channel = channelForReading(stringAt(args, "channel"), state);
      if (!channel) return refused("channel_not_found");
      if (!channel.members.includes(state.workspace.bot.userId)) return refused("not_in_channel");
      const thread = state.board.thread(channel.id, stringAt(args, "ts"));
      return thread.length > 0 ? readMessages(thread, args, state) : refused("thread_not_found");
    },
  },
};

function readMessages(messages: SlackMessage[], args: Json, state: SlackState): SlackAnswer {
  const oldest = stringAt(args, "oldest") || "0";
  const latest = stringAt(args, "latest") || "9999999999.999999";
  const inclusive = String(args["inclusive"]) === "true" || String(args["inclusive"]) === "1";
  const metadata = String(args["include_all_metadata"]) === "true";
  const within = messages.filter(({ ts }) => {
    const [at, from, to] = [Number(ts), Number(oldest), Number(latest)];
    return inclusive ? at >= from && at <= to : at > from && at < to;
  });
  const { items, nextCursor } = page(within, args);
  return {
    ok: true,
    messages: items.map((message) => wireMessage(message, state.workspace, state.board, { metadata })),
    has_more: nextCursor !== "",
    ...(nextCursor ? { response_metadata: { next_cursor: nextCursor } } : {}),
  };
}

function typesOf(args: Json): string[] {
  return (stringAt(args, "types") || "public_channel").split(",").map((type) => type.trim());
}

function listScopes(args: Json): string[] {
  const scopes: Record<string, string> = { private_channel: "groups:read", im: "im:read", mpim: "mpim:read" };
  return typesOf(args).map((type) => scopes[type] ?? "channels:read");
}

function typeOf(channel: SlackChannel): string {
  if (channel.imUser) return "im";
  return channel.isPrivate ? "private_channel" : "public_channel";
}

function listChannels(args: Json, state: SlackState, keep: (channel: SlackChannel) => boolean): SlackAnswer {
  const types = typesOf(args);
  const archived = String(args["exclude_archived"]) !== "true";
  const visible = state.workspace.channels.filter(
    (channel) =>
      types.includes(typeOf(channel)) &&
      channelForReading(channel.id, state) !== undefined &&
      (archived || !channel.isArchived) &&
      keep(channel),
  );
  const { items, nextCursor } = page(visible, args);
  return {
    ok: true,
    channels: items.map((channel) => wireChannel(channel, state)),
    response_metadata: { next_cursor: nextCursor },
  };
}

function wireChannel(channel: SlackChannel, { workspace }: SlackState): Json {
  const im = channel.imUser !== undefined;
  return {
    id: channel.id,
    ...(im
      ? { user: channel.imUser }
      : { name: channel.name, name_normalized: channel.name, num_members: channel.members.length }),
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate && !im,
    is_im: im,
    is_mpim: false,
    is_private: channel.isPrivate && !im,
    is_archived: channel.isArchived,
    is_general: channel.name === "general",
    is_shared: channel.isExtShared,
    is_org_shared: false,
    is_ext_shared: channel.isExtShared,
    is_pending_ext_shared: channel.isPendingExtShared,
    pending_shared: [],
    context_team_id: workspace.team.id,
    shared_team_ids: channel.isExtShared ? [workspace.team.id, "T0000OTHER"] : [workspace.team.id],
    is_member: channel.members.includes(workspace.bot.userId),
    created: 1_700_000_000,
    creator: channel.members[0] ?? workspace.bot.userId,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}
