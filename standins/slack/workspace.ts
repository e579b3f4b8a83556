import { defaultWorkspace } from "./default-workspace.ts";

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

type Seed<T, K extends keyof T> = Pick<T, K> & Partial<T>;

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

/** Fills a seed up to a whole workspace; the bot's own account and Slackbot are always among the users. */
export function buildWorkspace(seed: WorkspaceSeed): SlackWorkspace {
  const base = defaultWorkspace();
  const team = { ...base.team, ...seed.team };
  const bot = { ...base.bot, ...seed.bot };
  const people = (seed.users ?? base.users).map((user) => completeUser(user, team.id));
  const own = completeUser({ id: bot.userId, name: bot.name, isBot: true }, team.id);
  const slackbot = completeUser({ id: "USLACKBOT", name: "slackbot", realName: "Slackbot" }, team.id);
  const everybody = [...people.map((user) => user.id), bot.userId];
  return {
    team,
    bot,
    app: { ...base.app, ...seed.app },
    users: [...people, own, slackbot],
    channels: (seed.channels ?? base.channels).map((channel) => completeChannel(channel, everybody)),
    usergroups: (seed.usergroups ?? base.usergroups).map(completeUsergroup),
    signingSecret: seed.signingSecret ?? base.signingSecret,
    botToken: seed.botToken ?? base.botToken,
    appToken: seed.appToken ?? base.appToken,
    scopes: [...(seed.scopes ?? base.scopes)],
  };
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

function completeUser(user: Seed<SlackUser, "id">, teamId: string): SlackUser {
  const name = user.name ?? user.id.toLowerCase();
  return {
    realName: name.charAt(0).toUpperCase() + name.slice(1),
    tz: "Europe/Berlin",
    teamId,
    isAdmin: false,
    isBot: false,
    isAppUser: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    isDeleted: false,
    ...user,
    name,
  };
}

function completeChannel(channel: Seed<SlackChannel, "id">, everybody: string[]): SlackChannel {
  return {
    name: channel.id.toLowerCase(),
    isPrivate: false,
    isArchived: false,
    isExtShared: false,
    isPendingExtShared: false,
    ...channel,
    members: [...(channel.members ?? everybody)],
  };
}

function completeUsergroup(group: Seed<SlackUsergroup, "id" | "users">): SlackUsergroup {
  const handle = group.handle ?? group.id.toLowerCase();
  return { name: handle, isDisabled: false, ...group, handle, users: [...group.users] };
}
