import type { WebClient } from "@slack/web-api";
import { callSlack } from "./slack-failure.ts";

/** Who we are in Slack. */
export interface SlackIdentity {
  teamId: string;
  botUserId: string;
  botId: string;
  appId: string;
}

/** What users.info says about a person: what decides what they may do, and what time it is for them. */
export interface Account {
  teamId: string | null;
  isGuest: boolean;
  /** Of another workspace, without a shared channel. */
  isStranger: boolean;
  isBot: boolean;
  isDeleted: boolean;
  /** IANA name; null where Slack does not say. */
  timeZone: string | null;
}

/** Everything that is read about people and about ourselves. Each method throws SlackCallFailed. */
export interface Directory {
  identify(): Promise<SlackIdentity>;
  account(userId: string): Promise<Account>;
  membersOf(usergroup: string): Promise<string[]>;
}

/** Reads Slack's directory; remembers nothing. */
export function createDirectory(web: WebClient): Directory {
  return {
    identify: () => callSlack("auth.test", () => identify(web)),
    account: (userId) => callSlack("users.info", () => readAccount(web, userId)),
    membersOf: async (usergroup) => {
      const found = await callSlack("usergroups.users.list", () => web.usergroups.users.list({ usergroup }));
      return found.users ?? [];
    },
  };
}

async function identify(web: WebClient): Promise<SlackIdentity> {
  const { team_id: teamId, user_id: botUserId, bot_id: botId, app_id } = await web.auth.test();
  if (teamId === undefined || botUserId === undefined || botId === undefined)
    throw new Error("auth.test names no bot: SLACK_BOT_TOKEN must be a bot token (xoxb-…)");
  // auth.test names the app for some kinds of token only.
  const appId = app_id ?? (await web.bots.info({ bot: botId })).bot?.app_id;
  if (appId === undefined) throw new Error("neither auth.test nor bots.info names the app");
  return { teamId, botUserId, botId, appId };
}

/** What Slack says about somebody. Throws what the SDK throws. */
export async function readAccount(web: WebClient, userId: string): Promise<Account> {
  const { user } = await web.users.info({ user: userId });
  if (user === undefined) throw new Error("users.info named nobody");
  return {
    teamId: user.team_id ?? null,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isStranger: user.is_stranger === true,
    // is_bot is false for Slackbot. is_app_user means a person who authorised the app, not a program (api.slack.com/types/user).
    isBot: user.is_bot === true || userId === "USLACKBOT",
    isDeleted: user.deleted === true,
    timeZone: user.tz ?? null,
  };
}
