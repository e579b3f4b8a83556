export interface SlackUser {
  id: string;
  name: string;
  realName: string;
  /** IANA name; null for accounts without one (bots of other apps, some strangers). */
  tz: string | null;
  /** Differs from the workspace's own id for people of a connected workspace. */
  teamId: string;
  isAdmin: boolean;
  isBot: boolean;
  isAppUser: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isStranger: boolean;
  isDeleted: boolean;
}

export interface SlackChannel {
  id: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isExtShared: boolean;
  isPendingExtShared: boolean;
  /** User ids, the bot's own among them where it was invited. */
  members: string[];
  /** Set for a direct message: the person on the other side. */
  imUser?: string;
}

export interface SlackUsergroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  isDisabled: boolean;
}

export interface SlackWorkspace {
  team: { id: string; name: string; domain: string };
  app: { id: string; name: string };
  bot: { userId: string; botId: string; name: string };
  users: SlackUser[];
  channels: SlackChannel[];
  usergroups: SlackUsergroup[];
  signingSecret: string;
  botToken: string;
  appToken: string;
  /** Scopes granted to the bot token. */
  scopes: string[];
}

/** A seed for T: the named fields, and any of the others. */
export type Seed<T, K extends keyof T> = Pick<T, K> & Partial<T>;

export interface WorkspaceSeed {
  team?: Partial<SlackWorkspace["team"]>;
  app?: Partial<SlackWorkspace["app"]>;
  bot?: Partial<SlackWorkspace["bot"]>;
  users?: Seed<SlackUser, "id">[];
  /** Without `members` everybody and the bot is in the channel. */
  channels?: Seed<SlackChannel, "id">[];
  usergroups?: Seed<SlackUsergroup, "id" | "users">[];
  signingSecret?: string;
  botToken?: string;
  appToken?: string;
  scopes?: string[];
}

/** The user with this id; undefined when nobody has it. */
export function findUser(workspace: SlackWorkspace, id: string): SlackUser | undefined {
  return workspace.users.find((user) => user.id === id);
}

/** The channel with this id, or with this name (chat.postMessage accepts both). */
export function findChannel(workspace: SlackWorkspace, idOrName: string): SlackChannel | undefined {
  const name = idOrName.replace(/^#/, "");
  return (
    workspace.channels.find((channel) => channel.id === idOrName) ??
    workspace.channels.find((channel) => channel.imUser === undefined && channel.name === name)
  );
}
