import { defaultWorkspace } from "./default-workspace.ts";
import type {
  Seed,
  SlackChannel,
  SlackUser,
  SlackUsergroup,
  SlackWorkspace,
  WorkspaceSeed,
} from "./workspace.ts";

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
