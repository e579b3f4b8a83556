import { type FetchFunction, WebClient } from "@slack/web-api";
import { silentLogger } from "./bolt-logger.ts";
import { readAccount } from "./directory.ts";
import { isUnknownPerson, type Outsider, outsiderOf } from "./on-call.ts";
import type { SlackConfig } from "./slack-config.ts";
import { describeFailure, type FailureReason, reasonOf } from "./slack-failure.ts";
import { clientOptions } from "./web-client.ts";

/** What Slack said to a question, or why it did not answer it. */
export type SlackAnswer<T> =
  | { answered: true; value: T }
  /** `word`: Slack's own word for a refusal; null where there was no usable answer. */
  | { answered: false; word: string | null; detail: string };

export type Standing = "member" | Outsider;

/** When Slack says it is, and when that was by our clock. */
export interface SlackTime {
  slack: Date;
  here: Date;
}

/** Questions that change nothing, each one call. None throws. */
export interface SlackInspection {
  /** The bot's names, and the scopes of its token; `time` null where the answer carried no date. */
  identity(): Promise<
    SlackAnswer<{ team: string; teamId: string; bot: string; scopes: string[]; time: SlackTime | null }>
  >;
  channel(id: string): Promise<SlackAnswer<{ name: string; isMember: boolean; isArchived: boolean }>>;
  membersOf(usergroup: string): Promise<SlackAnswer<string[]>>;
  /** Whether somebody is a member of our workspace, by the bot's own rule, or what else they are. */
  standing(userId: string, teamId: string): Promise<SlackAnswer<Standing>>;
  /**
   * An address for a socket, which is not dialled: Slack would send it payloads that nobody answers. Null without an app
   * token.
   */
  socketAddress(): Promise<SlackAnswer<string> | null>;
}

/** Asks Slack about what Lineman needs there. `now`: our clock. */
export function inspectSlack(
  config: Pick<SlackConfig, "apiUrl" | "botToken" | "link">,
  now: () => Date,
): SlackInspection {
  const options = { ...clientOptions(config), logger: silentLogger };
  let time: SlackTime | null = null;
  const watching: FetchFunction = async (url, init) => {
    const response = await (options.fetch ?? fetch)(url, init);
    const date = Date.parse(response.headers.get("date") ?? "");
    time = Number.isNaN(date) ? null : { slack: new Date(date), here: now() };
    return response;
  };
  const web = new WebClient(config.botToken, options);
  const timed = new WebClient(config.botToken, { ...options, fetch: watching });
  const { link } = config;
  return {
    identity: () =>
      answered(async () => {
        const { team, team_id, user, response_metadata: metadata } = await timed.auth.test();
        const scopes = metadata?.scopes ?? [];
        return { team: team ?? "", teamId: team_id ?? "", bot: user ?? "", scopes, time };
      }),
    channel: (id) =>
      answered(async () => {
        const { channel } = await web.conversations.info({ channel: id });
        const { name = id, is_member: isMember = false, is_archived: isArchived = false } = channel ?? {};
        return { name, isMember, isArchived };
      }),
    membersOf: (usergroup) =>
      answered(async () => (await web.usergroups.users.list({ usergroup })).users ?? []),
    standing: (userId, teamId) =>
      answered(async () => {
        try {
          return outsiderOf(await readAccount(web, userId), teamId) ?? "member";
        } catch (error) {
          if (isUnknownPerson(reasonOf(error))) return "stranger";
          throw error;
        }
      }),
    async socketAddress() {
      if (link.mode === "http") return null;
      const app = new WebClient(link.appToken, options);
      return answered(async () => (await app.apps.connections.open()).url ?? "");
    },
  };
}

async function answered<T>(ask: () => Promise<T>): Promise<SlackAnswer<T>> {
  try {
    return { answered: true, value: await ask() };
  } catch (error) {
    const reason: FailureReason = reasonOf(error);
    const word = reason.kind === "refused" ? reason.error : null;
    return { answered: false, word, detail: describeFailure(reason) };
  }
}
