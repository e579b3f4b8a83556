import type { ApiToken } from "./config/api-tokens.ts";
import { ConfigError, type ConfigFault } from "./config/config-error.ts";
import { crossCheck } from "./config/cross-checks.ts";
import {
  type Environment,
  environmentSchema,
  VARIABLES,
  type Variable,
} from "./config/environment-schema.ts";
import { FIXES } from "./config/fixes.ts";
import type { ConsoleTemplates } from "./domain/console-template.ts";

/** Everything that the installation decides. Null: not set. Addresses have no trailing slash unless said. */
export interface Config {
  slack: {
    botToken: string;
    /** Where both are set, the socket. */
    link: { mode: "socket"; appToken: string } | { mode: "http"; signingSecret: string };
    /** Channel id. */
    alertChannel: string;
    onCallUsergroup: string | null;
    onCallUsers: string[];
    approversUsergroup: string | null;
    /** With a trailing slash. */
    apiUrl: string;
    /** Console addresses of one's own, by kind of resource. */
    consoleLinks: ConsoleTemplates;
  };
  secondApprover: "off" | "required";
  twilio: { apiUrl: string | null; account: { sid: string; authToken: string } | null };
  livekit: { url: string; apiKey: string; apiSecret: string; sipUri: string | null };
  /** `url` null: the embedded database in `dataDir`. */
  database: { url: string | null; dataDir: string };
  /** 32 bytes each, in base64. */
  encryption: { key: string; oldKeys: string[] };
  api: { tokens: ApiToken[]; forceDelete: "direct" | "confirmed" | "off" };
  /** `port` 0: any free one (tests); the default of `publicUrl` then names no real port. */
  http: { port: number; host: string; publicUrl: string; docsUrl: string };
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  deleteBudgetMs: number;
  stormThreshold: number;
  /** 0: off. */
  remindUnclaimedMs: number;
  /** 0: off. */
  remindClaimedMs: number;
  /** Settings that have no effect in this version, in plain words, for the start of the log. */
  notices: string[];
}

const MINUTE_MS = 60_000;

/**
 * Reads the environment: the only place that does. An empty variable counts as not set. Throws ConfigError with every
 * fault at once.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const values: Partial<Record<Variable, string>> = {};
  for (const variable of VARIABLES) {
    const value = env[variable]?.trim();
    if (value) values[variable] = value;
  }
  const parsed = environmentSchema.safeParse(values);
  const faults: ConfigFault[] = (parsed.error?.issues ?? []).map((issue) => {
    const variable = String(issue.path[0]) as Variable;
    return { variable, problem: issue.message, fix: FIXES[variable] };
  });
  for (const { variable, problem } of crossCheck((name) => values[name] !== undefined))
    faults.push({ variable, problem, fix: FIXES[variable] });
  if (!parsed.success || faults.length > 0) throw new ConfigError(inOrder(faults));
  return configFrom(parsed.data);
}

/** Whether nobody wants colours (no-color.org). */
export function isColourOff(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return (env["NO_COLOR"] ?? "") !== "";
}

/** Every secret of the installation, for the logger to black out wherever one turns up. */
export function secretsOf({ slack, twilio, livekit, database, encryption, api }: Config): string[] {
  return [
    slack.botToken,
    slack.link.mode === "socket" ? slack.link.appToken : slack.link.signingSecret,
    livekit.apiSecret,
    ...(twilio.account ? [twilio.account.authToken] : []),
    ...(database.url === null ? [] : [database.url]),
    encryption.key,
    ...encryption.oldKeys,
    ...api.tokens.map(({ token }) => token),
  ];
}

function inOrder(faults: readonly ConfigFault[]): ConfigFault[] {
  const order: readonly string[] = VARIABLES;
  return [...faults].sort((a, b) => order.indexOf(a.variable) - order.indexOf(b.variable));
}

function configFrom(env: Environment): Config {
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = env;
  return {
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      link:
        env.SLACK_APP_TOKEN === undefined
          ? { mode: "http", signingSecret: env.SLACK_SIGNING_SECRET ?? "" }
          : { mode: "socket", appToken: env.SLACK_APP_TOKEN },
      alertChannel: env.SLACK_ALERT_CHANNEL,
      onCallUsergroup: env.SLACK_ONCALL_USERGROUP ?? null,
      onCallUsers: env.SLACK_ONCALL_USERS ?? [],
      approversUsergroup: env.SLACK_APPROVERS_USERGROUP ?? null,
      apiUrl: env.SLACK_API_URL,
      consoleLinks: env.CONSOLE_LINKS,
    },
    secondApprover: env.SECOND_APPROVER,
    twilio: {
      apiUrl: env.TWILIO_API_URL ?? null,
      account: accountSid && authToken ? { sid: accountSid, authToken } : null,
    },
    livekit: {
      url: env.LIVEKIT_URL,
      apiKey: env.LIVEKIT_API_KEY,
      apiSecret: env.LIVEKIT_API_SECRET,
      sipUri: env.LIVEKIT_SIP_URI ?? null,
    },
    database: { url: env.DATABASE_URL ?? null, dataDir: env.DATA_DIR },
    encryption: { key: env.ENCRYPTION_KEY, oldKeys: env.ENCRYPTION_KEYS_OLD },
    api: { tokens: env.API_TOKENS, forceDelete: env.API_FORCE_DELETE },
    http: {
      port: env.PORT,
      host: env.HOST,
      publicUrl,
      docsUrl: env.DOCS_URL ?? `${publicUrl}/runbook`,
    },
    logLevel: env.LOG_LEVEL,
    deleteBudgetMs: env.DELETE_BUDGET_SECONDS * 1000,
    stormThreshold: env.STORM_THRESHOLD,
    remindUnclaimedMs: env.REMIND_UNCLAIMED_MINUTES * MINUTE_MS,
    remindClaimedMs: env.REMIND_CLAIMED_MINUTES * MINUTE_MS,
    notices:
      env.SLACK_APP_TOKEN === undefined || env.SLACK_SIGNING_SECRET === undefined
        ? []
        : ["SLACK_APP_TOKEN is set: Socket Mode is used, and SLACK_SIGNING_SECRET is not."],
  };
}
