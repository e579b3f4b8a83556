import { describe, expect, it } from "vitest";
import { ConfigError } from "../src/config/config-error.ts";
import { VARIABLES } from "../src/config/environment-schema.ts";
import { type Config, loadConfig, secretsOf } from "../src/config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OLD_KEY = Buffer.alloc(32, 8).toString("base64");
const ACCOUNT = `AC${"1".repeat(32)}`;
const token = (letter: string) => letter.repeat(32);

/** The least that starts. */
const LEAST = {
  SLACK_BOT_TOKEN: "xoxb-1-secret",
  SLACK_SIGNING_SECRET: "signing-secret",
  SLACK_ALERT_CHANNEL: "C0123ABCD",
  SLACK_ONCALL_USERS: "U1",
  LIVEKIT_URL: "wss://Demo.livekit.cloud/",
  LIVEKIT_API_KEY: "key",
  LIVEKIT_API_SECRET: "livekit-secret",
  ENCRYPTION_KEY: KEY,
};

/** Every fault as "VARIABLE problem"; [] where the configuration is taken. */
function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}

const without = (variable: keyof typeof LEAST) => ({ ...LEAST, [variable]: undefined });

describe("loadConfig", () => {
  it("fills in every default", () => {
    expect(loadConfig(LEAST)).toEqual({
      slack: {
        botToken: "xoxb-1-secret",
        signingSecret: "signing-secret",
        alertChannel: "C0123ABCD",
        onCallUsergroup: null,
        onCallUsers: ["U1"],
        approversUsergroup: null,
        apiUrl: "https://slack.com/api/",
      },
      secondApprover: "off",
      twilio: { apiUrl: null, account: null },
      livekit: { url: "wss://demo.livekit.cloud", apiKey: "key", apiSecret: "livekit-secret", sipUri: null },
      database: { url: null, dataDir: "./data" },
      encryption: { key: KEY, oldKeys: [] },
      api: { tokens: [], forceDelete: "direct" },
      http: {
        port: 3000,
        host: "0.0.0.0",
        publicUrl: "http://localhost:3000",
        docsUrl: "http://localhost:3000/runbook",
      },
      logLevel: "info",
      deleteBudgetMs: 20_000,
      stormThreshold: 5,
      remindUnclaimedMs: 900_000,
      remindClaimedMs: 14_400_000,
      notices: [],
    } satisfies Config);
  });

  it("reads every variable", () => {
    const config = loadConfig({
      ...LEAST,
      SLACK_ONCALL_USERGROUP: "S123",
      SLACK_ONCALL_USERS: " U1 , W2,, ",
      SLACK_APPROVERS_USERGROUP: "S9",
      SECOND_APPROVER: "required",
      SLACK_API_URL: "http://127.0.0.1:4000/slack/api",
      TWILIO_API_URL: "http://127.0.0.1:4001/",
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: "twilio-secret",
      LIVEKIT_URL: "http://127.0.0.1:7880",
      LIVEKIT_SIP_URI: "sip:demo.sip.livekit.cloud",
      DATABASE_URL: "postgresql://user:pass@host/db?sslmode=require",
      DATA_DIR: "/var/lib/lineman",
      ENCRYPTION_KEYS_OLD: `${OLD_KEY},${KEY}`,
      API_TOKENS: `a:${token("a")}, b:${token("b")}:read,c:${token("c")}:write,,d:${token("d")}:force,`,
      API_FORCE_DELETE: "off",
      PORT: "0",
      HOST: "::1",
      PUBLIC_URL: "https://lineman.example.com/",
      DOCS_URL: "https://wiki.example.com/runbook#top",
      LOG_LEVEL: "debug",
      DELETE_BUDGET_SECONDS: "30",
      STORM_THRESHOLD: "9",
      REMIND_UNCLAIMED_MINUTES: "0",
      REMIND_CLAIMED_MINUTES: "1",
    });
    expect(config).toMatchObject({
      slack: {
        onCallUsergroup: "S123",
        onCallUsers: ["U1", "W2"],
        approversUsergroup: "S9",
        apiUrl: "http://127.0.0.1:4000/slack/api/",
      },
      secondApprover: "required",
      twilio: { apiUrl: "http://127.0.0.1:4001", account: { sid: ACCOUNT, authToken: "twilio-secret" } },
      livekit: { url: "http://127.0.0.1:7880", sipUri: "sip:demo.sip.livekit.cloud" },
      database: { url: "postgresql://user:pass@host/db?sslmode=require", dataDir: "/var/lib/lineman" },
      encryption: { key: KEY, oldKeys: [OLD_KEY, KEY] },
      api: {
        tokens: [
          { name: "a", token: token("a"), scope: "all" },
          { name: "b", token: token("b"), scope: "read" },
          { name: "c", token: token("c"), scope: "write" },
          { name: "d", token: token("d"), scope: "force" },
        ],
        forceDelete: "off",
      },
      http: {
        port: 0,
        host: "::1",
        publicUrl: "https://lineman.example.com",
        docsUrl: "https://wiki.example.com/runbook#top",
      },
      logLevel: "debug",
      deleteBudgetMs: 30_000,
      stormThreshold: 9,
      remindUnclaimedMs: 0,
      remindClaimedMs: 60_000,
    });
    expect(secretsOf(config)).toEqual([
      "xoxb-1-secret",
      "signing-secret",
      "livekit-secret",
      "twilio-secret",
      "postgresql://user:pass@host/db?sslmode=require",
      KEY,
      OLD_KEY,
      KEY,
      ...["a", "b", "c", "d"].map(token),
    ]);
  });

  it("links to the runbook of the public address", () => {
    const { http } = loadConfig({ ...LEAST, PORT: "8080", PUBLIC_URL: "https://a.example.com/lineman/" });
    expect(http.docsUrl).toBe("https://a.example.com/lineman/runbook");
  });

  it("takes an empty variable for one that is not set", () => {
    const empty = Object.fromEntries(VARIABLES.map((variable) => [variable, "  "]));
    expect(loadConfig({ ...empty, ...LEAST })).toEqual(loadConfig(LEAST));
    expect(faultsOf({ ...LEAST, ENCRYPTION_KEY: "" })).toEqual(["ENCRYPTION_KEY is not set"]);
  });

  it("tells everything that is missing at once, in the order of the documentation", () => {
    expect(faultsOf({})).toEqual([
      "SLACK_BOT_TOKEN is not set",
      "SLACK_SIGNING_SECRET is not set",
      "SLACK_ALERT_CHANNEL is not set",
      "SLACK_ONCALL_USERGROUP is not set, and neither is SLACK_ONCALL_USERS",
      "LIVEKIT_URL is not set",
      "LIVEKIT_API_KEY is not set",
      "LIVEKIT_API_SECRET is not set",
      "ENCRYPTION_KEY is not set",
    ]);
  });

  it("tells what is missing and what is wrong together", () => {
    const { SLACK_BOT_TOKEN: _bot, ...rest } = LEAST;
    const faults = faultsOf({ ...rest, PORT: "x", TWILIO_AUTH_TOKEN: "t", API_TOKENS: "a:b,c:d:e" });
    expect(faults).toEqual([
      "SLACK_BOT_TOKEN is not set",
      "TWILIO_ACCOUNT_SID is not set, but TWILIO_AUTH_TOKEN is",
      "API_TOKENS entry 1 of 2 has a token shorter than 32 characters",
      "API_TOKENS entry 2 of 2 has a token shorter than 32 characters",
      "PORT is not a whole number from 0 to 65535",
    ]);
  });

  const missing: [keyof typeof LEAST, string][] = [
    ["SLACK_BOT_TOKEN", "is not set"],
    ["SLACK_SIGNING_SECRET", "is not set"],
    ["SLACK_ALERT_CHANNEL", "is not set"],
    ["LIVEKIT_URL", "is not set"],
    ["LIVEKIT_API_KEY", "is not set"],
    ["LIVEKIT_API_SECRET", "is not set"],
    ["ENCRYPTION_KEY", "is not set"],
  ];
  it.each(missing)("refuses to start without %s", (variable, problem) => {
    expect(faultsOf(without(variable))).toEqual([`${variable} ${problem}`]);
  });

  it("says honestly that Socket Mode is not built yet", () => {
    expect(faultsOf({ ...without("SLACK_SIGNING_SECRET"), SLACK_APP_TOKEN: "xapp-1" })).toEqual([
      "SLACK_SIGNING_SECRET is not set, and SLACK_APP_TOKEN does not replace it: Socket Mode is not built yet, this version runs in HTTP mode",
    ]);
    expect(loadConfig({ ...LEAST, SLACK_APP_TOKEN: "xapp-1" }).notices).toEqual([
      "SLACK_APP_TOKEN is set, but Socket Mode is not built yet: running in HTTP mode.",
    ]);
  });

  it("is content with a user group or with users", () => {
    const { SLACK_ONCALL_USERS: _users, ...rest } = LEAST;
    expect(faultsOf(rest)).toEqual(["SLACK_ONCALL_USERGROUP is not set, and neither is SLACK_ONCALL_USERS"]);
    expect(faultsOf({ ...rest, SLACK_ONCALL_USERGROUP: "S1" })).toEqual([]);
  });

  const address = (schemes: string) => `is not an address that starts with ${schemes}`;
  const ids = "is not a comma-separated list of user ids (U... or W...)";
  const wrong: [string, string[], string][] = [
    ["SLACK_BOT_TOKEN", ["xoxp-1", "xapp-1", "xoxb-", "secret"], "is not a bot token (xoxb-...)"],
    ["SLACK_SIGNING_SECRET", ["a b"], "has spaces in it"],
    ["SLACK_APP_TOKEN", ["xoxb-1"], "is not an app-level token (xapp-...)"],
    [
      "SLACK_ALERT_CHANNEL",
      ["#alerts", "alerts", "U123", "c123"],
      "is not a channel id (C... or G...; a name does not do)",
    ],
    ["SLACK_ONCALL_USERGROUP", ["@oncall", "U1"], "is not a user group id (S...)"],
    ["SLACK_ONCALL_USERS", ["alice", "U1,@bob", "U1;U2", ","], ids],
    ["SLACK_APPROVERS_USERGROUP", ["approvers"], "is not a user group id (S...)"],
    ["SECOND_APPROVER", ["yes", "REQUIRED"], "is none of off, required"],
    ["SLACK_API_URL", ["slack.com/api", "ftp://a", "https://"], address("https:// or http://")],
    ["TWILIO_API_URL", ["localhost:3000", "https://u:p@a", "https://a?b"], address("https:// or http://")],
    [
      "LIVEKIT_URL",
      ["demo.livekit.cloud", "tcp://a", "wss:demo"],
      address("wss:// or ws:// or https:// or http://"),
    ],
    ["LIVEKIT_API_KEY", ["a b"], "has spaces in it"],
    ["LIVEKIT_API_SECRET", ["a b"], "has spaces in it"],
    ["LIVEKIT_SIP_URI", ["demo.sip.livekit.cloud", "sip:", "https://a"], "is not a SIP address (sip:...)"],
    [
      "DATABASE_URL",
      ["mysql://a", "localhost", "postgres:a"],
      "is not an address that starts with postgres://",
    ],
    [
      "ENCRYPTION_KEY",
      ["secret", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64"), "0".repeat(64)],
      "is not 32 bytes in base64",
    ],
    ["ENCRYPTION_KEYS_OLD", ["secret", `${KEY},x`, ","], "has an entry that is not 32 bytes in base64"],
    ["API_FORCE_DELETE", ["on", "true"], "is none of direct, confirmed, off"],
    ["PORT", ["-1", "65536", "http", "3000.5", "0x10"], "is not a whole number from 0 to 65535"],
    ["HOST", ["a b", "http://a"], "is not an address to listen on"],
    ["PUBLIC_URL", ["lineman.example.com", "ws://a"], address("https:// or http://")],
    ["DOCS_URL", ["wiki", "javascript:alert(1)", "file:///etc"], address("https:// or http://")],
    ["LOG_LEVEL", ["verbose", "INFO"], "is none of trace, debug, info, warn, error, fatal, silent"],
    ["DELETE_BUDGET_SECONDS", ["0", "-5", "601", "1.5", "20s"], "is not a whole number from 1 to 600"],
    ["STORM_THRESHOLD", ["0", "five"], "is not a whole number from 1 to 1000000"],
    ["REMIND_UNCLAIMED_MINUTES", ["-1", "off"], "is not a whole number from 0 to 100000"],
    ["REMIND_CLAIMED_MINUTES", ["1e3", "x"], "is not a whole number from 0 to 100000"],
  ];
  it.each(wrong)("refuses a wrong %s", (variable, values, problem) => {
    for (const value of values)
      expect(faultsOf({ ...LEAST, [variable]: value }), value).toEqual([`${variable} ${problem}`]);
  });

  it("refuses a Twilio account without its token, a token without its account, and an account that is none", () => {
    expect(faultsOf({ ...LEAST, TWILIO_ACCOUNT_SID: ACCOUNT })).toEqual([
      "TWILIO_AUTH_TOKEN is not set, but TWILIO_ACCOUNT_SID is",
    ]);
    expect(faultsOf({ ...LEAST, TWILIO_ACCOUNT_SID: "SK1", TWILIO_AUTH_TOKEN: "a b" })).toEqual([
      "TWILIO_ACCOUNT_SID is not AC followed by 32 hex digits",
      "TWILIO_AUTH_TOKEN has spaces in it",
    ]);
  });
});
