import { createEmulator } from "emulate";
import { isObject, type Json, type SlackAnswer } from "./wire.ts";
import type { SlackWorkspace } from "./workspace.ts";

/**
 * emulate's Slack (an independent implementation) keeps messages, threads and views, and decides about them.
 *
 * It invents the ids of users and channels on every start, has no seed for members, guests or user groups, and makes
 * everybody a member of every channel. So those live in our workspace: each of our ids is seeded as a *name*, the
 * invented ids are read back once, and calls and answers are translated at this door.
 */
export interface Engine {
  /** Calls a Web API method as the bot, or as the person with this user id. */
  call(method: string, args: Json, asUser?: string): Promise<SlackAnswer>;
  /** Makes the direct channel between the bot and a person known under our id for it. */
  adoptDirectChannel(ourId: string, userId: string): Promise<void>;
  close(): Promise<void>;
}

const emulatedTeam = "T000000001";
/** emulate answers 403 after 5,000 calls an hour with one token, so the bot is given many. */
const callsPerToken = 4_000;
const botTokens = 50;
const idArguments = ["channel", "user", "user_id", "users"];
const allScopes =
  "chat:write channels:read channels:history groups:read groups:history im:read im:history im:write " +
  "mpim:read mpim:history users:read";

/** Starts emulate in this process on a free loopback port, seeded with the workspace. */
export async function startEngine(workspace: SlackWorkspace): Promise<Engine> {
  const emulator = await createEmulator({ service: "slack", port: 0, seed: { slack: seedOf(workspace) } });
  const toEngine = new Map<string, string>();
  const toOurs = new Map<string, string>([[emulatedTeam, workspace.team.id]]);
  let calls = 0;

  const learn = (ourId: string, engineId: string): void => {
    toEngine.set(ourId, engineId);
    toOurs.set(engineId, ourId);
  };
  const send = async (method: string, args: Json, token: string): Promise<SlackAnswer> => {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
    const answer: unknown = await response.json();
    if (!response.ok || !isObject(answer))
      throw new Error(`emulate answered ${response.status} to ${method}`);
    return answer as SlackAnswer;
  };
  const call: Engine["call"] = async (method, args, asUser) => {
    const token = asUser ? personToken(asUser) : botToken(Math.floor(calls++ / callsPerToken));
    const translated = { ...args };
    for (const name of idArguments) {
      const id = translated[name];
      if (typeof id === "string") translated[name] = toEngine.get(id) ?? id;
    }
    return translate(await send(method, translated, token), toOurs) as SlackAnswer;
  };

  for (const member of listed(await send("users.list", { limit: 1000 }, botToken(0)), "members")) {
    learn(String(member["name"]), String(member["id"]));
  }
  const types = "public_channel,private_channel";
  const channels = await send("conversations.list", { limit: 1000, types }, botToken(0));
  for (const channel of listed(channels, "channels")) learn(String(channel["name"]), String(channel["id"]));

  return {
    call,
    close: () => emulator.close(),
    adoptDirectChannel: async (ourId, userId) => {
      const opened = await send("conversations.open", { users: toEngine.get(userId) }, botToken(0));
      if (!isObject(opened["channel"])) throw new Error(`emulate opened no channel: ${opened.error}`);
      learn(ourId, String(opened["channel"]["id"]));
    },
  };
}

function seedOf(workspace: SlackWorkspace): Json {
  const { app, bot } = workspace;
  const shared = { app_id: app.id, bot_id: bot.botId, scopes: allScopes };
  return {
    team: { name: workspace.team.name, domain: workspace.team.domain },
    users: workspace.users.map((user) => ({ name: user.id, real_name: user.realName })),
    channels: workspace.channels.map((channel) => ({ name: channel.id, is_private: channel.isPrivate })),
    tokens: [
      ...Array.from({ length: botTokens }, (_, index) => ({
        ...shared,
        token: botToken(index),
        type: "bot",
        user: bot.userId,
      })),
      ...workspace.users.map((user) => ({ token: personToken(user.id), user: user.id, scopes: allScopes })),
    ],
    strict_scopes: true,
  };
}

function botToken(index: number): string {
  return `xoxb-engine-${Math.min(index, botTokens - 1)}`;
}

function personToken(userId: string): string {
  return `xoxp-engine-${userId}`;
}

function listed(answer: SlackAnswer, key: string): Json[] {
  const value = answer[key];
  if (!answer.ok || !Array.isArray(value)) throw new Error(`emulate listed no ${key}: ${answer.error}`);
  return value.filter(isObject);
}

function translate(value: unknown, ids: Map<string, string>): unknown {
  if (typeof value === "string") return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => translate(item, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translate(item, ids)]));
}
