import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askReadiness } from "../support/ask-readiness.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, runAsAdmin, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

let outside: Outside;
let bot: BotProcess | undefined;
beforeEach(async () => {
  outside = await startOutside();
});
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await outside?.close();
});

const why = async (name: string) => (await askReadiness(bot!)).checks[name]?.why;
const addressOf = (url: string) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) });

describe("a start while the database is not there", () => {
  const name = `late_${randomUUID().replaceAll("-", "")}`;
  let proxy: TcpProxy;
  beforeAll(async () => {
    proxy = await startTcpProxy(addressOf(inject("postgresAdminUrl")));
    await proxy.be("refusing");
  });
  afterAll(async () => {
    await proxy?.close();
    await runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await runAsAdmin(`DROP ROLE IF EXISTS ${name}`);
  });
  const url = () => proxy.through(`postgres://${name}@127.0.0.1:5432/${name}`);

  it("answers, says what is missing and since when, and works as soon as it can, all by itself", async () => {
    bot = await startBot({ ...outside.env, DATABASE_URL: url() }, { until: "alive" });
    outside.slack.connect(bot.url);
    await eventually(
      () => why("database"),
      (said) => said === "it refuses the connection or cannot be reached",
    );
    const first = await askReadiness(bot);
    expect(first).toMatchObject({
      status: 503,
      checks: { database: { ok: false }, queue: { ok: false, why: "it waits for the database" } },
    });
    await eventually(
      () => askReadiness(bot!),
      ({ checks }) => checks["slack"]?.ok === true,
    );

    expect(await askBot(bot, "GET", "")).toMatchObject({
      status: 503,
      body: {
        success: false,
        message:
          "The database does not work (it refuses the connection or cannot be reached). Try again later",
      },
    });
    expect((await askBot(bot, "DELETE", "/1/force")).body.message).toMatch(
      /^Failed to force delete phone number: the database does not work/,
    );
    expect((await fetch(`${bot.url}/metrics`)).status).toBe(200);
    const ack = await outside.slack.person(defaults.requester).command("/phone", "list");
    expect(JSON.stringify(ack)).toContain("database does not work");
    await outside.slack.person(defaults.requester).openHome();

    // The server is up, but knows neither the user nor the database.
    await proxy.be("open");
    await eventually(
      () => why("database"),
      (said) => said === "it refuses the user or the password",
    );
    await runAsAdmin(`CREATE ROLE ${name} LOGIN`);
    await eventually(
      () => why("database"),
      (said) => said === "there is no database of that name",
    );
    await runAsAdmin(`ALTER ROLE ${name} CONNECTION LIMIT 0`);
    await runAsAdmin(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
    const full = await eventually(
      () => askReadiness(bot!),
      ({ checks }) => checks["database"]?.why === "it takes no more connections",
    );
    expect(full.checks["database"]?.since).toBe(first.checks["database"]?.since);

    await runAsAdmin(`ALTER ROLE ${name} CONNECTION LIMIT -1`);
    await eventually(
      () => askReadiness(bot!),
      ({ status }) => status === 200,
    );
    const id = await importNumber(bot, outside.seedNumber("+14155550101"));
    await askBot(bot, "POST", `/${id}/corrupt`, { cause: "in_use", message: "gave up" });
    await outside.slack.until(() => outside.slack.messages(defaults.alerts).length === 1, {
      timeoutMs: 20_000,
    });
    expect(bot.process.exitCode).toBeNull();
    expect(bot.output()).toContain("migrations applied");
  }, 60_000);

  it("ends at once and with code 0 when it is told to, while it still waits", async () => {
    await proxy.be("black_hole");
    bot = await startBot({ ...outside.env, DATABASE_URL: url() }, { until: "alive" });
    expect(await why("database")).toBe("it has not answered yet");
    expect(await bot.stop()).toBe(0);
  });

  it("ends with the migration's own words when a migration failed: no time heals that", async () => {
    const database = await createTestDatabase({ migrated: false });
    await proxy.be("refusing");
    bot = await startBot({ ...outside.env, DATABASE_URL: proxy.through(database.url) }, { until: "alive" });
    await runAsAdmin(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET search_path = nowhere`);
    await proxy.be("open");
    await eventually(
      () => bot!.process.exitCode,
      (code) => code !== null,
    );
    expect(bot.process.exitCode).toBe(1);
    expect(bot.output()).toContain("could not start");
    await database.drop();
  });
});

describe("a start while everything outside is not there", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  it("records, fails plainly and keeps alerts where no host name can be resolved", async () => {
    bot = await startBot(
      {
        ...outside.env,
        DATABASE_URL: database.url,
        SLACK_API_URL: "http://slack.invalid/api/",
        TWILIO_API_URL: "http://twilio.invalid",
        LIVEKIT_URL: "ws://livekit.invalid",
        DELETE_BUDGET_SECONDS: "3",
      },
      { until: "alive" },
    );
    const { status, checks } = await eventually(
      () => askReadiness(bot!),
      (ready) =>
        ready.checks["database"]?.ok === true && ready.checks["slack"]?.why?.includes("no usable") === true,
    );
    expect({ status, database: checks["database"]?.ok, queue: checks["queue"]?.ok }).toEqual({
      status: 503,
      database: true,
      queue: true,
    });
    const id = await importNumber(bot, outside.seedNumber("+14155550102"));
    expect(await askBot(bot, "DELETE", `/${id}`)).toMatchObject({
      status: 422,
      body: { message: "Failed to delete phone number" },
    });
    expect((await askBot(bot, "GET", `/${id}`)).body.item).toMatchObject({
      status: "corrupted",
      corruption_cause: "unavailable",
    });
    await eventually(
      async () => (await fetch(`${bot!.url}/metrics`)).text(),
      (page) => /^lineman_messages_behind\{kind="alert"\} 1$/m.test(page),
    );
  });

  it("asks Slack again until it answers to the token, refusing or broken as it may be", async () => {
    const proxy = await startTcpProxy(addressOf(outside.slack.origin));
    await proxy.be("refusing");
    bot = await startBot(
      { ...outside.env, DATABASE_URL: database.url, SLACK_API_URL: proxy.through(outside.slack.apiUrl) },
      { until: "alive" },
    );
    await eventually(
      () => askReadiness(bot!),
      ({ checks }) => checks["database"]?.ok === true && checks["slack"]?.ok === false,
    );
    outside.slack.fail("auth.test", { kind: "error", error: "invalid_auth" });
    await proxy.be("open");
    await eventually(
      () => why("slack"),
      (said) => said?.includes("invalid_auth") === true,
    );
    outside.slack.fail("auth.test", { kind: "status", status: 503 }, { times: 2 });
    await eventually(
      () => why("slack"),
      (said) => said?.includes("HTTP 503") === true,
    );
    await eventually(
      () => askReadiness(bot!),
      ({ status }) => status === 200,
      40_000,
    );
    await proxy.close();
  });
});
