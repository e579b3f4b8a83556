import type { SlackWorkspace, WorkspaceSeed } from "./workspace.ts";

type Named = "team" | "app" | "bot";
type DefaultSeed = Required<Omit<WorkspaceSeed, Named>> & Pick<SlackWorkspace, Named>;

/** Ids of the default workspace, for tests that name its people and places. */
export const defaults = {
  team: "T0000TEAM1",
  app: "A000LINEMAN",
  botUser: "U000LINEMAN",
  bot: "B000LINEMAN",
  /** On call. */
  requester: "U000ONCALL",
  /** On call, in New York. */
  approver: "U00SECONDO",
  /** A colleague who is not on call. */
  colleague: "U0COLLEAGU",
  /** A single-channel guest. */
  guest: "U0000GUEST",
  /** Somebody of a connected workspace. */
  stranger: "U00STRANGE",
  /** The bot user of another app. */
  otherBot: "U00OTHERBT",
  /** Private; the bot is in it. */
  alerts: "C000ALERTS",
  /** Public; the bot is not in it. */
  general: "C00GENERAL",
  oncall: "S000ONCALL",
} as const;

/** A small workspace: two people on call, one who is not, a guest, a stranger and another app's bot. */
export function defaultWorkspace(): DefaultSeed {
  const { requester, approver, colleague, guest, stranger, otherBot } = defaults;
  return {
    team: { id: defaults.team, name: "Example Voice", domain: "example-voice" },
    app: { id: defaults.app, name: "Lineman" },
    bot: { userId: defaults.botUser, botId: defaults.bot, name: "lineman" },
    users: [
      { id: requester, name: "requester", realName: "On-call engineer", tz: "Europe/Berlin", isAdmin: true },
      { id: approver, name: "approver", realName: "Second on-call engineer", tz: "America/New_York" },
      { id: colleague, name: "colleague", realName: "Colleague", tz: "Europe/Stockholm" },
      { id: guest, name: "guest", realName: "Guest", isRestricted: true, isUltraRestricted: true },
      { id: stranger, name: "stranger", realName: "Stranger", teamId: "T0000OTHER", isStranger: true },
      { id: otherBot, name: "otherbot", realName: "Other Bot", isBot: true, tz: null },
    ],
    channels: [
      { id: defaults.alerts, name: "phone-alerts", isPrivate: true },
      { id: defaults.general, name: "general", members: [requester, approver, colleague] },
    ],
    usergroups: [
      { id: defaults.oncall, handle: "phone-oncall", name: "Phone on-call", users: [requester, approver] },
    ],
    signingSecret: "standin-signing-secret",
    botToken: "xoxb-standin-bot-token",
    appToken: "xapp-standin-app-token",
    scopes: [
      "chat:write",
      "commands",
      "users:read",
      "usergroups:read",
      "channels:read",
      "groups:read",
      "channels:history",
      "groups:history",
      "im:write",
    ],
  };
}
