import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { diagnoseMigrations } from "../../scripts/schema-engine.ts";
import { migrate } from "../../src/persistence/migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../../src/persistence/migration-files.ts";
import { PRISMA_LOCK_ID } from "../../src/persistence/migration-lock.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runScript, type ScriptProcess } from "./child-process.ts";

// Migrations that stop here do so until the test lets them go on: the moment is exact.
const GATE = 4711;
const PASS_GATE = `SELECT pg_advisory_lock(${GATE}); SELECT pg_advisory_unlock(${GATE});`;
const CLEAN = { editedMigrationNames: [], failedMigrationNames: [], hasMigrationsTable: true, history: null };
const WITHIN = { timeout: 20_000, interval: 50 };

let database: TestDatabase;
let pool: pg.Pool;
let gatekeeper: pg.Client;
let directory: string;
let processes: ScriptProcess[];
beforeEach(async () => {
  processes = [];
  directory = mkdtempSync(join(tmpdir(), "lineman-migrations-"));
  database = await createTestDatabase({ migrated: false });
  pool = new pg.Pool({ connectionString: database.url });
  gatekeeper = new pg.Client(database.url);
  await gatekeeper.connect();
  await gatekeeper.query(`SELECT pg_advisory_lock(${GATE})`);
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await gatekeeper.end();
  await pool.end();
  await database.drop();
  rmSync(directory, { recursive: true });
});

const write = (name: string, sql: string) => {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, "migration.sql"), sql);
};
async function startMigrator(from = directory): Promise<ScriptProcess> {
  const migrator = runScript("migrator.ts", database.url, from);
  processes.push(migrator);
  expect(await migrator.nextLine()).toBe("ready");
  return migrator;
}
const openGate = () => gatekeeper.query(`SELECT pg_advisory_unlock(${GATE})`);
const one = async (sql: string) => (await pool.query<{ found: boolean }>(sql)).rows[0]?.found;
const atTheGate = () =>
  vi.waitFor(async () => {
    const waits = `SELECT count(*) = 1 AS found FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted`;
    expect(await one(waits)).toBe(true);
  }, WITHIN);
const exists = (table: string) => one(`SELECT to_regclass('${table}') IS NOT NULL AS found`);

describe("processes that migrate one database", { timeout: 60_000 }, () => {
  test("apply each of the project's migrations once when two begin at once", async () => {
    const both = await Promise.all([
      startMigrator(MIGRATIONS_DIRECTORY),
      startMigrator(MIGRATIONS_DIRECTORY),
    ]);
    for (const each of both) each.write("go");
    const names = readMigrationFiles(MIGRATIONS_DIRECTORY).map(({ name }) => name);
    const said = await Promise.all(both.map((each) => each.nextLine()));
    expect(said.sort()).toEqual(["applied: ", `applied: ${names.join(", ")}`]);
    const { rows } = await pool.query("SELECT migration_name FROM _prisma_migrations ORDER BY started_at");
    expect(rows.map((row: { migration_name: string }) => row.migration_name)).toEqual(names);
    expect(await diagnoseMigrations(pool, MIGRATIONS_DIRECTORY)).toEqual(CLEAN);
  });

  test("leave nothing half applied when one is killed in the middle, and the next one finishes", async () => {
    await pool.query("CREATE TABLE pause (seconds int); INSERT INTO pause VALUES (600)");
    write("001_first", "CREATE TABLE first (id int);\n");
    write(
      "002_long",
      "CREATE TABLE half (id int); SELECT pg_sleep(seconds) FROM pause; CREATE TABLE whole (id int);\n",
    );
    const asleep =
      "SELECT count(*) = 1 AS found FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    const killed = await startMigrator();
    killed.write("go");
    await vi.waitFor(async () => expect(await one(asleep)).toBe(true), WITHIN);
    await killed.kill();

    // Ten minutes of its statement are left: the server notices by itself that nobody waits for it any more.
    await vi.waitFor(async () => expect(await one(asleep)).toBe(false), WITHIN);
    await vi.waitFor(async () => {
      const free = `SELECT count(*) = 0 AS found FROM pg_locks WHERE locktype = 'advisory' AND objid = ${PRISMA_LOCK_ID}`;
      expect(await one(free)).toBe(true);
    }, WITHIN);
    expect([await exists("first"), await exists("half"), await exists("whole")]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await diagnoseMigrations(pool, directory)).failedMigrationNames).toEqual([]);

    await pool.query("UPDATE pause SET seconds = 0");
    const next = await startMigrator();
    next.write("go");
    expect(await next.nextLine()).toBe("applied: 002_long");
    expect([await exists("half"), await exists("whole")]).toEqual([true, true]);
    expect(await diagnoseMigrations(pool, directory)).toEqual(CLEAN);
  });

  test("build an index concurrently while another process waits for its turn", async () => {
    write("001_pens", "CREATE TABLE pens (ink text);\n");
    await migrate(pool, { directory });
    // Holds the first one back inside its migration until the second one waits.
    write("002_gate", `${PASS_GATE}\n`);
    write("003_index", "-- no transaction\nCREATE INDEX CONCURRENTLY pens_ink ON pens (ink);\n");
    const [first, second] = [await startMigrator(), await startMigrator()];
    first.write("go");
    await atTheGate();
    second.write("go");
    await vi.waitFor(async () => {
      const asked = `SELECT count(*) = 1 AS found FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock(${PRISMA_LOCK_ID})%' AND pid <> pg_backend_pid() AND state = 'idle'`;
      expect(await one(asked)).toBe(true);
    }, WITHIN);
    await openGate();
    expect([await first.nextLine(), await second.nextLine()]).toEqual([
      "applied: 002_gate, 003_index",
      "applied: ",
    ]);
    expect(
      await one("SELECT indisvalid AS found FROM pg_index WHERE indexrelid = 'pens_ink'::regclass"),
    ).toBe(true);
  });
});

async function gatekeeperPid(): Promise<number> {
  return (await gatekeeper.query("SELECT pg_backend_pid() AS pid")).rows[0].pid;
}

describe("a migration whose way is blocked", () => {
  const impatient = { tryMs: 100, pauseMs: 20, giveUpMs: 500 };

  test("gives up with the name of who migrates for too long", async () => {
    await gatekeeper.query(`SELECT pg_advisory_lock(${PRISMA_LOCK_ID}); SET application_name = 'prisma'`);
    write("001_pens", "CREATE TABLE pens (ink text);\n");
    const refusal = await migrate(pool, { directory, lockWaitMs: 1_000 }).catch(String);
    expect(refusal).toMatch(
      new RegExp(
        `^MigrationError: Another process has been migrating this database for 1 seconds \\(process ${await gatekeeperPid()} \\(prisma, user \\w+\\), idle\\)\\. Wait for it, or stop it\\.$`,
      ),
    );
    await gatekeeper.query(`SELECT pg_advisory_unlock(${PRISMA_LOCK_ID})`);
    expect(await migrate(pool, { directory })).toEqual(["001_pens"]);
  });

  test("names the long transaction that uses its table, keeps nothing, and is applied once that is over", async () => {
    write("001_pens", "CREATE TABLE pens (ink text);\n");
    await migrate(pool, { directory });
    write("002_nib", "CREATE TABLE nibs (id int);\nALTER TABLE pens ADD COLUMN nib int;\n");
    await gatekeeper.query("SET application_name = 'psql'; BEGIN; SELECT * FROM pens");
    const refusal = await migrate(pool, { directory, patience: impatient }).catch(String);
    const pid = await gatekeeperPid();
    expect(refusal).toMatch(
      new RegExp(
        `^MigrationError: Migration 002_nib needs a table that another transaction has been using for 1 seconds; nothing of it was kept\\. In the way: process ${pid} \\(psql, user \\w+\\), idle in transaction since [-\\d]+ [:\\d]+ UTC\\. Let it finish, or end it with SELECT pg_terminate_backend\\(${pid}\\)\\. Then start again\\.$`,
      ),
    );
    expect(await exists("nibs")).toBe(false);
    await gatekeeper.query("COMMIT");
    expect(await migrate(pool, { directory, patience: impatient })).toEqual(["002_nib"]);
  });

  test("steps back again and again, so that others who use the table are not held up behind it", async () => {
    write("001_pens", "CREATE TABLE pens (ink text);\n");
    await migrate(pool, { directory });
    write("002_nib", "ALTER TABLE pens ADD COLUMN nib int;\n");
    await gatekeeper.query("BEGIN; SELECT * FROM pens");
    const migrating = migrate(pool, { directory, patience: { ...impatient, tryMs: 500, giveUpMs: 20_000 } });
    await vi.waitFor(async () => {
      const waits =
        "SELECT count(*) = 1 AS found FROM pg_locks WHERE relation = 'pens'::regclass AND NOT granted";
      expect(await one(waits)).toBe(true);
    }, WITHIN);
    // Queued behind the migration, and answered although what that waits for is still open.
    expect((await pool.query("SELECT * FROM pens")).rows).toEqual([]);
    await gatekeeper.query("COMMIT");
    expect(await migrating).toEqual(["002_nib"]);
  });
});
