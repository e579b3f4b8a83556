import { refused, type SlackState } from "../state.ts";
import type { SlackAnswer } from "../wire.ts";
import { findChannel, findUser, type SlackChannel } from "../workspace.ts";

export type Reach = { channel: SlackChannel } | { channel: undefined; refusal: SlackAnswer };

/**
 * The channel that the bot may post to under this id or name; a user id means the direct messages with that person.
 * A private channel without the bot does not exist for it; a public one needs membership or chat:write.public.
 */
export async function channelForWriting(idOrName: string, state: SlackState): Promise<Reach> {
  const { workspace } = state;
  const user = findUser(workspace, idOrName);
  if (user) {
    return user.isDeleted
      ? unreachable("channel_not_found")
      : { channel: await directChannel(user.id, state) };
  }
  const channel = findChannel(workspace, idOrName);
  const member = channel?.members.includes(workspace.bot.userId);
  if (!channel || (channel.isPrivate && !member)) return unreachable("channel_not_found");
  if (channel.isArchived) return unreachable("is_archived");
  if (!member && !workspace.scopes.includes("chat:write.public")) return unreachable("not_in_channel");
  return { channel };
}

function unreachable(error: string): Reach {
  return { channel: undefined, refusal: refused(error) };
}

/** The channel that the bot may read; private ones only as a member. */
export function channelForReading(id: string, state: SlackState): SlackChannel | undefined {
  const channel = state.workspace.channels.find((each) => each.id === id);
  if (!channel) return undefined;
  return !channel.isPrivate || channel.members.includes(state.workspace.bot.userId) ? channel : undefined;
}

/** The direct messages between the bot and a person, made on first use; the id is stable. */
export async function directChannel(userId: string, state: SlackState): Promise<SlackChannel> {
  const { workspace, engine } = state;
  const id = `D${userId.slice(1)}`;
  const known = workspace.channels.find((channel) => channel.id === id);
  if (known) return known;
  await engine.adoptDirectChannel(id, userId);
  const made: SlackChannel = {
    id,
    name: "directmessage",
    isPrivate: true,
    isArchived: false,
    isExtShared: false,
    isPendingExtShared: false,
    members: [userId, workspace.bot.userId],
    imUser: userId,
  };
  workspace.channels.push(made);
  return made;
}

/** The scope prefix that reading this channel needs: channels, groups or im. */
export function scopeFamily(id: string, state: SlackState): "channels" | "groups" | "im" {
  const channel = state.workspace.channels.find((each) => each.id === id);
  if (channel?.imUser) return "im";
  return channel?.isPrivate ? "groups" : "channels";
}
