import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/persistence/migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../../src/persistence/migration-files.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askLineman } from "../cli/run-lineman.ts";
import { askBot } from "../support/bot-api.ts";
import { createTestDatabase } from "../support/database.ts";

const NAMES = readMigrationFiles(MIGRATIONS_DIRECTORY).map(({ name }) => name);
// A loaded machine takes its time to make an embedded database.
const PATIENT = { readyWithinMs: 200_000 };

let outside: Outside;
let bots: BotProcess[] = [];
let directory: string;
beforeAll(async () => {
  outside = await startOutside();
  directory = mkdtempSync(join(tmpdir(), "lineman-upgrade-"));
});
afterEach(async () => {
  for (const bot of bots) await bot.stop();
  bots = [];
});
afterAll(async () => {
  await outside?.close();
  rmSync(directory, { recursive: true, force: true });
});
async function start(env: Record<string, string>): Promise<BotProcess> {
  const bot = await startBot({ ...outside.env, ...env }, PATIENT);
  bots.push(bot);
  return bot;
}

const create = (bot: BotProcess, phoneNumber: string) =>
  askBot(bot, "POST", "", { phone_number: phoneNumber, label: "Support Line" });
const alertsOf = (spaced: string) =>
  outside.slack
    .messages(defaults.alerts)
    .filter((message) => JSON.stringify(message.blocks).includes(spaced));
const alerted = (spaced: string) =>
  outside.slack.until(() => alertsOf(spaced).length === 1, { timeoutMs: 60_000 });

describe("today's version on data of the first one", { timeout: 400_000 }, () => {
  const oldData = (start: string) => `
    INSERT INTO phone_numbers (phone_number, label, status) VALUES ('${start}1', 'Old and fine', 'active');
    INSERT INTO phone_numbers (phone_number, label, status, corruption_cause, corruption_message)
      VALUES ('${start}2', 'Old and broken', 'corrupted', 'credentials', 'Twilio rejected the credentials');
    INSERT INTO leftovers (phone_number_id, phone_number, label, kind, sid, state, let_go_by, let_go_at)
      VALUES (99, '+14155550399', 'Long gone', 'twilio_sip_trunk', 'TKffffffffffffffffffffffffffffffff', 'present', '{"kind":"api","name":"platform"}', now());`;

  it.each([
    {
      kind: "an embedded directory",
      begin: "030",
      place: async () => ({ env: { DATA_DIR: join(directory, "data") }, remove: async () => {} }),
    },
    {
      kind: "a PostgreSQL database",
      begin: "032",
      place: async () => {
        const { url, drop } = await createTestDatabase({ migrated: false });
        return { env: { DATABASE_URL: url }, remove: drop };
      },
    },
  ])("starts on $kind, keeps all of it and goes on with it", async ({ begin, place }) => {
    const { env, remove } = await place();
    const numbers = `+1415555${begin}`;
    const old = await openDatabase({
      databaseUrl: "DATABASE_URL" in env ? env.DATABASE_URL : undefined,
      dataDir: "DATA_DIR" in env ? env.DATA_DIR : "",
    });
    await migrate(old.pool, { only: NAMES.slice(0, 1) });
    await old.pool.query(oldData(numbers));
    await old.close();

    const bot = await start(env);
    expect(bot.output()).toContain("migrations applied");
    const { body } = await askBot(bot, "GET", "");
    expect(body.items).toMatchObject([
      { id: 1, phone_number: `${numbers}1`, label: "Old and fine", status: "active" },
      { id: 2, phone_number: `${numbers}2`, status: "corrupted", corruption_cause: "credentials" },
    ]);
    await alerted(`+1 415 555 ${begin}2`);
    const found = await askLineman(["leftovers", "TKffffffffffffffffffffffffffffffff"], {
      ...outside.env,
      ...env,
    });
    expect(found.json.leftovers).toMatchObject([{ phone_number: "+14155550399", state: "present" }]);
    expect((await create(bot, `${numbers}3`)).body.item.id).toBe(3);
    expect(bot.output()).not.toMatch(/"level":(50|60)/);
    await bot.stop();
    await remove();
  });
});

describe("a replica of this version beside one of the next", { timeout: 400_000 }, () => {
  // What the rules of CONTRIBUTING.md allow in one release: columns, tables and indexes more.
  const NEXT = `
    ALTER TABLE phone_numbers ADD COLUMN next_note TEXT, ADD COLUMN next_rank INTEGER NOT NULL DEFAULT 7;
    ALTER TABLE external_resources ADD COLUMN next_seen TIMESTAMPTZ(3);
    ALTER TABLE incidents ADD COLUMN next_flag BOOLEAN NOT NULL DEFAULT false;
    ALTER TABLE incident_notes ADD COLUMN next_kind TEXT;
    ALTER TABLE audit_events ADD COLUMN next_source TEXT;
    ALTER TABLE turns ADD COLUMN next_turn INTEGER;
    ALTER TABLE idempotency_keys ADD COLUMN next_hits INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE next_things (id SERIAL PRIMARY KEY, number_id INTEGER NOT NULL);
    CREATE INDEX phone_numbers_next ON phone_numbers (next_rank);\n`;

  it("goes on working on the same connections, and one that starts later only warns", async () => {
    const { url, drop } = await createTestDatabase({ migrated: false });
    const env = { DATABASE_URL: url };
    const old = await start(env);
    const before = await create(old, "+14155550311");
    const other = await create(old, "+14155550312");
    await askBot(old, "POST", `/${before.body.item.id}/corrupt`, { cause: "platform", message: "gave up" });
    await alerted("+1 415 555 0311");

    const next = join(directory, "next");
    cpSync(MIGRATIONS_DIRECTORY, next, { recursive: true });
    mkdirSync(join(next, "29990101000000_next"));
    writeFileSync(join(next, "29990101000000_next", "migration.sql"), NEXT);
    const pool = new pg.Pool({ connectionString: url });
    // While the old one is at work: it answers all along.
    const busy = Array.from({ length: 40 }, (_, n) => create(old, `+1415556${String(n).padStart(4, "0")}`));
    expect(await migrate(pool, { directory: next })).toEqual(["29990101000000_next"]);
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual(busy.map(() => 201));

    // Everything that has run before the change, once more: every statement that a connection could remember.
    for (const id of [before, other].map(({ body }) => body.item.id))
      expect((await askBot(old, "GET", `/${id}`)).status).toBe(200);
    await askBot(old, "POST", `/${other.body.item.id}/corrupt`, { cause: "platform", message: "gave up" });
    await alerted("+1 415 555 0312");
    expect((await askBot(old, "DELETE", `/${other.body.item.id}/force`)).status).toBe(200);
    expect((await askBot(old, "GET", "?status=corrupted&page_size=10")).body.total_count).toBe(1);
    await outside.slack.until(
      () => JSON.stringify(alertsOf("+1 415 555 0312")).includes("was force-deleted"),
      {
        timeoutMs: 60_000,
      },
    );

    const late = await start(env);
    expect(late.output()).toContain(
      "Migration 29990101000000_next was applied by a newer version of Lineman.",
    );
    expect((await create(late, "+14155550313")).status).toBe(201);
    for (const bot of [old, late]) expect(bot.output()).not.toMatch(/"level":(50|60)|cached plan/);
    expect((await askLineman(["audit", "verify"], { ...outside.env, ...env })).json).toMatchObject({
      outcome: "holds",
    });
    for (const bot of bots) await bot.stop();
    await pool.end();
    await drop();
  });
});
