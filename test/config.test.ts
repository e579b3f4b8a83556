import { describe, expect, it } from "vitest";
import { VARIABLES } from "../src/config/environment-schema.ts";
import { type Config, isColourOff, loadConfig, secretsOf } from "../src/config.ts";
import { faultsOf, KEY, LEAST } from "./config/least-environment.ts";

const OLD_KEY = Buffer.alloc(32, 8).toString("base64");
const ACCOUNT = `AC${"1".repeat(32)}`;
const token = (letter: string) => letter.repeat(32);

const without = (variable: keyof typeof LEAST) => ({ ...LEAST, [variable]: undefined });

describe("loadConfig", () => {
  it("fills in every default", () => {
    expect(loadConfig(LEAST)).toEqual({
      slack: {
        botToken: "xoxb-1-secret",
        link: { mode: "http", signingSecret: "signing-secret" },
        alertChannel: "C0123ABCD",
        onCallUsergroup: null,
        onCallUsers: ["U1"],
        approversUsergroup: null,
        apiUrl: "https://slack.com/api/",
        consoleLinks: {},
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
      CONSOLE_LINKS: ' {"twilio_sip_trunk":"https://twilio.example.com/{sid}","livekit_dispatch_rule":null} ',
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
        consoleLinks: { twilio_sip_trunk: "https://twilio.example.com/{sid}", livekit_dispatch_rule: null },
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
      "SLACK_SIGNING_SECRET is not set, and neither is SLACK_APP_TOKEN",
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
    ["SLACK_SIGNING_SECRET", "is not set, and neither is SLACK_APP_TOKEN"],
    ["SLACK_ALERT_CHANNEL", "is not set"],
    ["LIVEKIT_URL", "is not set"],
    ["LIVEKIT_API_KEY", "is not set"],
    ["LIVEKIT_API_SECRET", "is not set"],
    ["ENCRYPTION_KEY", "is not set"],
  ];
  it.each(missing)("refuses to start without %s", (variable, problem) => {
    expect(faultsOf(without(variable))).toEqual([`${variable} ${problem}`]);
  });

  it("dials Slack where there is an app-level token, which is a secret too", () => {
    const config = loadConfig({ ...without("SLACK_SIGNING_SECRET"), SLACK_APP_TOKEN: "xapp-1" });
    expect(config.slack.link).toEqual({ mode: "socket", appToken: "xapp-1" });
    expect(config.notices).toEqual([]);
    expect(secretsOf(config)).toContain("xapp-1");
    const both = loadConfig({ ...LEAST, SLACK_APP_TOKEN: "xapp-1" });
    expect(both.slack.link).toEqual({ mode: "socket", appToken: "xapp-1" });
    expect(both.notices).toEqual([
      "SLACK_APP_TOKEN is set: Socket Mode is used, and SLACK_SIGNING_SECRET is not.",
    ]);
  });

  it("is content with a user group or with users", () => {
    const { SLACK_ONCALL_USERS: _users, ...rest } = LEAST;
    expect(faultsOf(rest)).toEqual(["SLACK_ONCALL_USERGROUP is not set, and neither is SLACK_ONCALL_USERS"]);
    expect(faultsOf({ ...rest, SLACK_ONCALL_USERGROUP: "S1" })).toEqual([]);
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

it("takes NO_COLOR for a word against colours, unless it is empty", () => {
  expect([isColourOff({ NO_COLOR: "1" }), isColourOff({ NO_COLOR: "" }), isColourOff({})]).toEqual([
    true,
    false,
    false,
  ]);
});
