import { randomUUID } from "node:crypto";
import pg from "pg";
import { API_TOKEN, type Outside, startOutside } from "../standins/outside.ts";
import { defaults, defaultWorkspace } from "../standins/slack/default-workspace.ts";
import { createFleet, type Fleet } from "./fleet.ts";

/** Real replicas on a real PostgreSQL database of their own, with Slack, Twilio and LiveKit on loopback. */
export interface Stage {
  outside: Outside;
  fleet: Fleet;
  sql: pg.Pool;
  databaseUrl: string;
  env: Record<string, string>;
  /** Slack user ids on call. */
  people: string[];
  close(): Promise<void>;
}

export interface StageOptions {
  /** A superuser's URL of a running PostgreSQL. */
  adminUrl: string;
  replicas?: number;
  settings?: Record<string, string>;
  /** chat.postMessage per second and channel before Slack answers 429; default 1, as Slack. */
  messagesPerSecond?: number;
}

/** So many that nobody is faster than a person can be. */
const PEOPLE = 80;
/** Each token may send 600 requests a minute. */
const TOKENS = 6;

/** Token of one of the API's callers, in turn. */
export const apiTokenOf = (turn: number): string => `${API_TOKEN}-${turn % TOKENS}`;

/** Opens an empty database; the first replica that starts migrates it. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const people = Array.from({ length: PEOPLE }, (_, index) => `U0PERSON${String(index).padStart(2, "0")}`);
  const database = await createDatabase(options.adminUrl);
  const outside = await startOutside({
    slack: { ...workspaceOf(people), messagesPerSecond: options.messagesPerSecond ?? 1 },
  });
  const tokens = Array.from({ length: TOKENS }, (_, index) => `platform${index}:${apiTokenOf(index)}`);
  const env = {
    ...outside.env,
    LOG_LEVEL: "error",
    LIVEKIT_SIP_URI: "sip:chaos.sip.livekit.cloud",
    // A clean-up whose process was killed is kept from the others for this and 10 s.
    DELETE_BUDGET_SECONDS: "10",
    STORM_THRESHOLD: "1000000",
    ...options.settings,
    API_TOKENS: tokens.join(","),
    DATABASE_URL: database.url,
  };
  const fleet = await createFleet(options.replicas ?? 2, env);
  outside.slack.connect(fleet.url);
  const sql = new pg.Pool({ connectionString: database.url, max: 4 });
  return {
    outside,
    fleet,
    sql,
    databaseUrl: database.url,
    env,
    people,
    close: async () => {
      await fleet.close();
      await sql.end();
      await outside.close();
      await database.drop();
    },
  };
}

function workspaceOf(people: string[]) {
  const base = defaultWorkspace();
  return {
    users: [...base.users, ...people.map((id) => ({ id }))],
    usergroups: [{ id: defaults.oncall, handle: "phone-oncall", users: people }],
  };
}

async function createDatabase(adminUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `chaos_${randomUUID().replaceAll("-", "")}`;
  const asAdmin = async (text: string) => {
    const client = new pg.Client(adminUrl);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
