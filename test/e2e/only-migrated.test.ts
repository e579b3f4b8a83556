import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** A database that was migrated and that no bot has ever seen; a platform with a role that may set the status alone. */
const ROLE = `platform_${randomUUID().replaceAll("-", "")}`;
let outside: Outside;
let database: TestDatabase;
let admin: pg.Client;
let platform: pg.Client;
let bot: BotProcess;
beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query(`CREATE ROLE ${ROLE} LOGIN;
    GRANT SELECT, INSERT (phone_number, label, status), UPDATE (status) ON phone_numbers TO ${ROLE};
    GRANT USAGE ON SEQUENCE phone_numbers_id_seq TO ${ROLE}`);
  const url = new URL(database.url);
  url.username = ROLE;
  platform = new pg.Client(url.href);
  await platform.connect();
}, 60_000);
afterAll(async () => {
  await bot?.stop();
  await platform?.end();
  await admin?.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
  await admin?.end();
  await Promise.all([outside?.close(), database?.drop()]);
});

const channel = () => outside.slack.messages(defaults.alerts);
const alertsOf = (label: string) => channel().filter(({ blocks }) => JSON.stringify(blocks).includes(label));
const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 30_000 });

describe("plain SQL of another program", () => {
  it("is alerted once when the bot starts for the first time, long after", async () => {
    await platform.query(
      "INSERT INTO phone_numbers (phone_number, label) VALUES ('+14155550101', 'Before the bot')",
    );
    await platform.query("UPDATE phone_numbers SET status = 'corrupted'");
    bot = await startBot({ ...outside.env, DATABASE_URL: database.url });
    outside.slack.connect(bot.url);
    await until(() => alertsOf("Before the bot").length > 0);
  }, 60_000);

  it("is alerted once where the bot's listening connection is cut at that moment", async () => {
    for (const label of ["First cut", "Second cut", "Third cut"]) {
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
      );
      await platform.query(
        "INSERT INTO phone_numbers (phone_number, label, status) VALUES ($1, $2, 'corrupted')",
        [`+1415555${String(Math.floor(Math.random() * 9_000) + 1_000)}`, label],
      );
      await until(() => alertsOf(label).length > 0);
    }
    for (const label of ["Before the bot", "First cut", "Second cut", "Third cut"])
      expect([label, alertsOf(label).length]).toEqual([label, 1]);
    const { rows } = await admin.query(
      "SELECT count(*)::int AS events FROM audit_events WHERE action = 'corruption_reported' GROUP BY phone_number_id",
    );
    expect(rows).toEqual([{ events: 1 }, { events: 1 }, { events: 1 }, { events: 1 }]);
  }, 60_000);
});
