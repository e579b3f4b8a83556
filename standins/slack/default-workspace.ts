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
  alice: "U0000ALICE",
  /** On call, in New York. */
  bob: "U00000BOB1",
  /** A colleague who is not on call. */
  carol: "U0000CAROL",
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
  const { alice, bob, carol, guest, stranger, otherBot } = defaults;
  return {
    team: { id: defaults.team, name: "Example Voice", domain: "example-voice" },
    app: { id: defaults.app, name: "Lineman" },
    bot: { userId: defaults.botUser, botId: defaults.bot, name: "lineman" },
    users: [
      { id: alice, name: "alice", realName: "Alice Moreau", tz: "Europe/Berlin", isAdmin: true },
      { id: bob, name: "bob", realName: "Bob Adeyemi", tz: "America/New_York" },
      { id: carol, name: "carol", realName: "Carol Lindqvist", tz: "Europe/Stockholm" },
      { id: guest, name: "gwen", realName: "Gwen Guest", isRestricted: true, isUltraRestricted: true },
      { id: stranger, name: "sam", realName: "Sam Stranger", teamId: "T0000OTHER", isStranger: true },
      { id: otherBot, name: "otherbot", realName: "Other Bot", isBot: true, tz: null },
    ],
    channels: [
      { id: defaults.alerts, name: "phone-alerts", isPrivate: true },
      { id: defaults.general, name: "general", members: [alice, bob, carol] },
    ],
    usergroups: [{ id: defaults.oncall, handle: "phone-oncall", name: "Phone on-call", users: [alice, bob] }],
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
