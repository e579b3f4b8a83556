import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Finding } from "../../src/cli/doctor/check.ts";
import { runChecks } from "../../src/cli/doctor/run-checks.ts";
import { loadConfig } from "../../src/config.ts";
import { createDoctorMeans } from "../../src/doctor-means.ts";
import { BOT_SCOPES } from "../../src/slack/scopes.ts";
import { ACCOUNT, type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { askLineman, runLineman } from "./run-lineman.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
let outside: Outside;
let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  outside = await startOutside();
  env = {
    ...outside.env,
    DATABASE_URL: database.url,
    SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
    TWILIO_ACCOUNT_SID: ACCOUNT.sid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    // A port on which nobody listens.
    PORT: "9",
  };
});
afterEach(() => outside.close());

async function examine(changes: Record<string, string> = {}, now?: () => Date): Promise<Finding[]> {
  const config = loadConfig({ ...env, ...changes });
  return runChecks(createDoctorMeans(config, SILENT, now));
}
const found = async (name: string, changes?: Record<string, string>, now?: () => Date) =>
  (await examine(changes, now)).find((finding) => finding.name === name);

describe("lineman doctor", { timeout: 120_000 }, () => {
  it("finds everything in order, as a process that ends with 0, and changes nothing", async () => {
    const { code, json } = await askLineman(["doctor"], env);
    const bad = json.checks.filter(({ outcome }: Finding) => outcome !== "ok");
    expect(bad).toMatchObject([{ name: "bot", outcome: "warning" }]);
    expect({ code, success: json.success }).toEqual({ code: 0, success: true });
    expect(json.checks.map(({ name }: Finding) => name)).toEqual([
      ...[
        "configuration",
        "slack token",
        "slack scopes",
        "signing secret",
        "alert channel",
        "on call",
        "clock",
      ],
      ...["twilio", "livekit", "database", "database clock", "migrations", "encryption key", "queue", "bot"],
    ]);
    const calls = [...outside.twilio.calls, ...outside.livekit.calls];
    expect(outside.twilio.calls.every(({ method }) => method === "GET")).toBe(true);
    expect(calls.length).toBeGreaterThan(4);
    expect(outside.slack.calls.map(({ method }) => method).sort()).toEqual([
      "auth.test",
      "conversations.info",
      "usergroups.users.list",
      ...["users.info", "users.info"],
    ]);
    expect([
      ...outside.slack.violations,
      ...outside.twilio.violations,
      ...outside.livekit.violations,
    ]).toEqual([]);
  });

  it("reports every fault of a broken configuration as a failed check, and ends with 5", async () => {
    const { code, out } = await runLineman(["doctor"], { NO_COLOR: "1", PORT: "x" });
    expect(code).toBe(5);
    expect(out).toContain("failed   configuration  SLACK_BOT_TOKEN is not set.\n");
    expect(out).toContain("failed   configuration  PORT is not a whole number from 0 to 65535.\n");
    expect(out).toMatch(/\n0 ok, 1 warning, 9 failed\n$/);
  });

  it("asks for the scopes that manifest.yml asks for", () => {
    const manifest = parse(readFileSync("manifest.yml", "utf8")) as {
      oauth_config: { scopes: { bot: string[] } };
    };
    expect(BOT_SCOPES).toEqual(manifest.oauth_config.scopes.bot);
  });
});

describe("a failed check says what is wrong and how to put it right:", () => {
  const failed = (what: string, fix: string) => ({
    outcome: "failed",
    what: expect.stringContaining(what),
    fix: expect.stringContaining(fix),
  });

  it("a missing scope", async () => {
    const { scopes } = outside.slack.workspace;
    scopes.splice(scopes.indexOf("usergroups:read"), 1);
    expect(await found("slack scopes")).toMatchObject(failed("lacks usergroups:read.", "reinstall the app"));
    expect(await found("on call")).toMatchObject(failed("missing_scope usergroups:read", "manifest.yml"));
  });

  it("a revoked bot token", async () => {
    expect(await found("slack token", { SLACK_BOT_TOKEN: "xoxb-old" })).toMatchObject(
      failed("invalid_auth", "OAuth & Permissions"),
    );
  });

  it("Slack that cannot be reached", async () => {
    expect(await found("slack token", { SLACK_API_URL: "http://127.0.0.1:9/api/" })).toMatchObject(
      failed("no usable answer", "HTTPS"),
    );
  });

  it("a bot that is not in the channel, a channel that is archived, one that is not there", async () => {
    const channel = (id: string) => ({ SLACK_ALERT_CHANNEL: id });
    expect(await found("alert channel", channel(defaults.general))).toMatchObject(
      failed("The bot is not in #general", "/invite @lineman"),
    );
    expect(await found("alert channel", channel("C0NOWHERE"))).toMatchObject(
      failed("channel_not_found", "private channel"),
    );
    outside.slack.workspace.channels.find(({ id }) => id === defaults.alerts)!.isArchived = true;
    expect(await found("alert channel")).toMatchObject(failed("is archived", "Unarchive it"));
  });

  it("a user group that cannot be read on the free plan, is not there, or is empty", async () => {
    outside.slack.fail("usergroups.users.list", { kind: "error", error: "plan_upgrade_required" });
    expect(await found("on call")).toMatchObject(failed("plan_upgrade_required", "SLACK_ONCALL_USERS"));
    expect(await found("on call", { SLACK_ONCALL_USERGROUP: "S000NOBODY" })).toMatchObject(
      failed("no_such_subteam", "SLACK_ONCALL_USERGROUP"),
    );
    outside.slack.workspace.usergroups[0]!.users.splice(1);
    expect(await found("approvers", { SLACK_APPROVERS_USERGROUP: defaults.oncall })).toMatchObject({
      outcome: "warning",
    });
    outside.slack.workspace.usergroups[0]!.users.splice(0);
    expect(await found("on call")).toMatchObject(failed("nobody may act", "Add people"));
  });

  it("a signing secret of a wrong length", async () => {
    expect(await found("signing secret", { SLACK_SIGNING_SECRET: "0123456789abcdef" })).toMatchObject(
      failed("has 16 characters", "Basic Information"),
    );
  });

  it.each([
    ["ahead of", 90_000, "failed"],
    ["behind", -90_000, "failed"],
    ["ahead of", 20_000, "warning"],
  ] as const)("a clock that is %s Slack's by %d ms", async (side, offsetMs, outcome) => {
    const now = () => new Date(Date.now() + offsetMs);
    expect(await found("clock", {}, now)).toMatchObject({
      outcome,
      what: expect.stringContaining(side),
      fix: expect.stringContaining("NTP"),
    });
  });

  it("a Twilio token that was revoked, an account that is suspended, a right that is missing", async () => {
    const refused = outside.twilio.faults.add({
      kind: "answer",
      path: "/v1/Trunks",
      status: 403,
      body: { code: 20003, message: "Permission denied", status: 403 },
    });
    expect(await found("twilio")).toMatchObject({ outcome: "failed", fix: expect.stringMatching(/\S/) });
    refused.remove();
    outside.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else-0123456789ab");
    expect(await found("twilio")).toMatchObject(failed("Twilio", "TWILIO_AUTH_TOKEN"));
    outside.twilio.rotateToken(ACCOUNT.sid, ACCOUNT.authToken);
    outside.twilio.setAccountStatus(ACCOUNT.sid, "suspended");
    expect(await found("twilio")).toMatchObject(failed("suspended", "activated"));
  });

  it("a LiveKit key that is wrong, or has no SIP grant", async () => {
    outside.livekit.faults.add({
      kind: "answer",
      path: "ListSIPInboundTrunk",
      status: 403,
      body: { code: "permission_denied", msg: "permissions denied" },
      times: 1,
    });
    expect(await found("livekit")).toMatchObject(failed("permission", "sip.admin"));
    outside.livekit.rotateKey("APIother", "another-livekit-secret-0123456789abcdef");
    expect(await found("livekit")).toMatchObject(failed("LiveKit", "LIVEKIT_API_SECRET"));
  });

  it("a database that cannot be reached, and one that lacks migrations", async () => {
    const unreachable = await examine({ DATABASE_URL: "postgres://u:hunter2@127.0.0.1:9/x" });
    expect(unreachable.find(({ name }) => name === "database")).toMatchObject(
      failed("127.0.0.1:9", "Check DATABASE_URL"),
    );
    expect(JSON.stringify(unreachable)).not.toContain("hunter2");
    const bare = await createTestDatabase({ migrated: false });
    expect(await found("migrations", { DATABASE_URL: bare.url })).toMatchObject(
      failed("20261123000000_init", "lineman migrate"),
    );
    await bare.drop();
  });

  it("Socket Mode with a wrong token, switched off, or behind a wall", async () => {
    const socket = { SLACK_APP_TOKEN: outside.slack.workspace.appToken };
    expect(await found("slack socket", socket)).toMatchObject({ outcome: "ok" });
    expect(outside.slack.sockets.opened).toBe(0);
    expect(await found("slack socket", { SLACK_APP_TOKEN: "xapp-old" })).toMatchObject(
      failed("invalid_auth", "connections:write"),
    );
    outside.slack.fail("apps.connections.open", { kind: "error", error: "access_denied" });
    expect(await found("slack socket", socket)).toMatchObject(
      failed("access_denied", "Switch Socket Mode on"),
    );
    const means = createDoctorMeans(loadConfig({ ...env, ...socket }), SILENT);
    const walled = { ...means, reach: () => means.reach("ws://127.0.0.1:9/") };
    const findings = await runChecks(walled);
    expect(findings.find(({ name }) => name === "slack socket")).toMatchObject(
      failed("cannot be reached", "wss-*.slack.com"),
    );
  });

  it("a bot whose socket is dead", async () => {
    const means = createDoctorMeans(loadConfig(env), SILENT);
    const troubles = ["slack: No socket to Slack is open."];
    const findings = await runChecks({ ...means, askBot: async () => ({ troubles }) });
    expect(findings.find(({ name }) => name === "bot")).toMatchObject(
      failed("No socket to Slack is open.", "log"),
    );
  });

  it("one check that breaks off, and leaves the others alone", async () => {
    const findings = await runChecks(createDoctorMeans(loadConfig(env), SILENT), [
      {
        name: "buggy",
        look: async () => {
          throw new Error("oops");
        },
      },
      { name: "fine", look: async () => ({ outcome: "ok", what: "It is fine.", fix: null }) },
    ]);
    expect(findings).toMatchObject([
      { name: "buggy", ...failed("oops", "Run the doctor again") },
      { name: "fine", outcome: "ok" },
    ]);
  });
});
