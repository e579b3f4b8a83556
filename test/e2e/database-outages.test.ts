import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { askReadiness } from "../support/ask-readiness.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

describe("the database goes away while the bot runs", () => {
  let outside: Outside;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let bot: BotProcess;
  let platform: pg.Pool;
  beforeAll(async () => {
    [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
    const { hostname, port } = new URL(database.url);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    platform = new pg.Pool({ connectionString: database.url, max: 1 });
    bot = await startBot({
      ...outside.env,
      DATABASE_URL: proxy.through(database.url),
      DELETE_BUDGET_SECONDS: "5",
    });
    outside.slack.connect(bot.url);
  }, 120_000);
  afterAll(async () => {
    await bot?.stop();
    await platform?.end();
    await proxy?.close();
    await outside?.close();
    await database?.drop();
  });

  const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 20_000 });
  const ready = () =>
    eventually(
      () => askReadiness(bot),
      ({ status }) => status === 200,
    );
  const alertsAbout = (phoneNumber: string) =>
    outside.slack
      .messages(defaults.alerts)
      .filter((message) => JSON.stringify(message.blocks).includes(phoneNumber));
  const spaced = (e164: string) => e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
  const countOf = async (sql: string, ...values: unknown[]) =>
    Number((await platform.query(`SELECT count(*) AS count FROM ${sql}`, values)).rows[0].count);

  it("tells callers, people and monitoring while it refuses, and hears every report again afterwards", async () => {
    const id = await importNumber(bot, outside.seedNumber("+14155550110"));
    await proxy.be("refusing");
    expect(await askBot(bot, "GET", `/${id}`)).toMatchObject({
      status: 503,
      body: {
        success: false,
        message: expect.stringMatching(/^The database does not work \(.+\)\. Try again later$/),
      },
    });
    await outside.slack.person(defaults.requester).command("/phone", `show ${id}`);
    await until(() => JSON.stringify(outside.slack.ephemerals(defaults.requester)).includes("database"));
    expect(await askReadiness(bot)).toMatchObject({
      status: 503,
      checks: { database: { ok: false, since: expect.any(String) }, slack: { ok: true } },
    });
    expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);

    // Another program's word, while nobody listens.
    await platform.query("UPDATE phone_numbers SET status = 'corrupted' WHERE id = $1", [id]);
    await proxy.be("open");
    await ready();
    await until(() => alertsAbout(spaced("+14155550110")).length === 1);
    await ready();
  });

  it("carries a delete on that lost its database in the middle, and does nothing twice", async () => {
    const phoneNumber = "+14155550111";
    const id = await importNumber(bot, outside.seedNumber(phoneNumber));
    const slow = outside.twilio.faults.add({
      kind: "delay",
      method: "DELETE",
      path: "/v1/Trunks",
      delayMs: 600,
    });
    const deleted = askBot(bot, "DELETE", `/${id}`);
    await until(() => slow.hits() > 0);
    await proxy.be("refusing");
    const answer = await deleted;
    expect(answer.status).toBe(503);
    expect(answer.body.message).toContain("look at the phone number before another try");
    slow.remove();
    await proxy.be("open");
    await eventually(
      async () => (await platform.query("SELECT status FROM phone_numbers WHERE id = $1", [id])).rows,
      (rows) => rows.length === 0,
      60_000,
    );
    expect((await askBot(bot, "GET", `/${id}`)).status).toBe(404);
    expect(
      await countOf("audit_events WHERE phone_number_id = $1 AND action = 'teardown_verified'", id),
    ).toBe(1);
  }, 90_000);

  it("says that nothing is certain when it loses the database under a force delete, which then happens once", async () => {
    const phoneNumber = "+14155550112";
    const seeded = outside.seedNumber(phoneNumber);
    const id = await importNumber(bot, seeded);
    await askBot(bot, "POST", `/${id}/corrupt`, { cause: "in_use", message: "gave up" });
    await until(() => alertsAbout(spaced(phoneNumber)).length === 1);
    outside.cleanUpByHand(seeded);
    const person = outside.slack.person(defaults.requester);
    const shown = () => outside.slack.viewsOf(defaults.requester).at(-1);
    const decided = (): ShownView | undefined => (shown()?.submit ? shown() : undefined);

    await person.command("/phone", `force-delete ${id}`);
    const modal = await until(decided);
    const slow = outside.twilio.faults.add({ kind: "delay", method: "GET", delayMs: 600 });
    await person.submit(modal.id, { digits: "0112", reason: "removed by hand" });
    await until(() => slow.hits() > 0);
    await proxy.be("refusing");
    await until(() => JSON.stringify(shown()?.blocks).includes("database does not work"));
    slow.remove();
    await person.close(modal.id);
    await proxy.be("open");
    await ready();
    expect((await askBot(bot, "GET", `/${id}`)).body.item.status).toBe("corrupted");

    await person.command("/phone", `force-delete ${id}`);
    const again = await until(decided);
    await person.submit(again.id, { digits: "0112", reason: "removed by hand" }, { times: 3 });
    await eventually(
      () => JSON.stringify(shown()?.blocks).slice(0, 600),
      (text) => text.includes("You force-deleted"),
      8000,
    );
    await until(() =>
      JSON.stringify(alertsAbout(spaced(phoneNumber))[0]?.blocks).includes("was force-deleted"),
    );
    const done = "audit_events WHERE phone_number_id = $1 AND action = 'force_delete_confirmed'";
    expect(await countOf(done, id)).toBe(1);
  }, 90_000);

  it("posts an alert once whose answer it could not write down", async () => {
    const phoneNumber = "+14155550114";
    const id = await importNumber(bot, outside.seedNumber(phoneNumber));
    outside.slack.fail("chat.postMessage", { kind: "slow", delayMs: 800 });
    const posts = outside.slack.callsOf("chat.postMessage").length;
    await askBot(bot, "POST", `/${id}/corrupt`, { cause: "in_use", message: "gave up" });
    await until(() => outside.slack.callsOf("chat.postMessage").length > posts);
    await proxy.be("refusing");
    await until(() => alertsAbout(spaced(phoneNumber)).length === 1);
    await eventually(
      () => askReadiness(bot),
      ({ checks }) => checks["database"]?.ok === false,
    );
    await proxy.be("open");
    await eventually(
      async () =>
        (await platform.query("SELECT alert_ts FROM incidents WHERE phone_number_id = $1", [id])).rows,
      ([incident]) => incident?.alert_ts !== null,
      60_000,
    );
    expect(alertsAbout(spaced(phoneNumber))).toHaveLength(1);
  }, 90_000);

  it("does not hang with a network that swallows everything, and goes on with the first packet that gets through", async () => {
    const id = await importNumber(bot, outside.seedNumber("+14155550113"));
    await proxy.be("black_hole");
    const asked = askBot(bot, "GET", `/${id}`);
    const named = await eventually(
      () => askReadiness(bot),
      ({ checks }) => checks["database"]?.ok === false,
    );
    expect(named.checks["database"]?.why).toBe("it has not answered for 3 s");
    expect((await asked).status).toBe(503);
    await platform.query("UPDATE phone_numbers SET status = 'corrupted' WHERE id = $1", [id]);
    await proxy.be("open");
    await ready();
    await until(() => alertsAbout(spaced("+14155550113")).length === 1);
  }, 90_000);
});
