import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJobQueue } from "../src/jobs/create-job-queue.ts";
import { WAITING_JOBS_SQL } from "../src/jobs/waiting-jobs.ts";
import { BACKUP_TABLES } from "../src/persistence/backup/backup-tables.ts";
import { restoreBackup } from "../src/persistence/backup/restore-backup.ts";
import { migrate } from "../src/persistence/migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../src/persistence/migration-files.ts";
import type { Database } from "../src/persistence/open-database.ts";
import { anEmbedded, aPostgres, exportTo, importInto, type Place, within } from "./support/backups.ts";
import { contentOf, fillDatabase } from "./support/filled-database.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const ROWS = 24;

let directory: string;
const places: Place[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "lineman-files-"));
});
afterAll(async () => {
  for (const place of places) await place.remove();
  rmSync(directory, { recursive: true });
});
const file = (name: string) => join(directory, name);
async function at(make: () => Promise<Place>): Promise<Place> {
  const place = await make();
  places.push(place);
  return place;
}

const waitingJobs = async ({ pool }: Database) => (await pool.query(WAITING_JOBS_SQL)).rows;
async function enqueueSome({ pool, kind }: Database): Promise<void> {
  const embedded = kind === "embedded";
  const queue = createJobQueue({
    sql: pool,
    embedded,
    ids: { uuid: () => crypto.randomUUID() },
    log: SILENT,
  });
  await queue.open();
  await queue.enqueue({ name: "sync_alert", incidentId: 7 }, null);
  await queue.enqueue(
    { name: "tear_down_number", runId: "0d1b3c5e-0000-4000-8000-000000000001", startAfterMs: 3_600_000 },
    null,
  );
  await queue.stop(0);
}
const everything = (database: Database) =>
  Promise.all([contentOf(database.pool), waitingJobs(database)] as const);

test("every table of the schema is backed up, each after those that it refers to", async () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const mapped = [...schema.matchAll(/^ {2}@@map\("(\w+)"\)/gm)].map(([, name]) => name);
  expect([...BACKUP_TABLES].sort()).toEqual(mapped.sort());
  const place = await at(aPostgres);
  const references = await within(place, async ({ pool }) => {
    await migrate(pool);
    const { rows } = await pool.query<{ child: string; parent: string }>(
      "SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
    );
    return rows;
  });
  expect(references.length).toBeGreaterThan(4);
  const positions = new Map<string, number>(BACKUP_TABLES.map((name, position) => [name, position]));
  for (const { child, parent } of references)
    expect(positions.get(parent), `${parent} before ${child}`).toBeLessThan(positions.get(child) ?? -1);
});

describe("a backup", { timeout: 120_000 }, () => {
  let before: Awaited<ReturnType<typeof everything>>;
  let embedded: Place;

  test("goes from the embedded database to PostgreSQL and back, and every value of every row is the same", async () => {
    embedded = await at(anEmbedded);
    const summary = await within(embedded, async (database) => {
      await migrate(database.pool);
      await fillDatabase(database.pool, { seed: 4711, rows: ROWS });
      await enqueueSome(database);
      before = await everything(database);
      return exportTo(database, file("first.ndjson"));
    });
    expect(summary.rows).toEqual(Object.fromEntries(BACKUP_TABLES.map((name) => [name, ROWS])));
    expect(summary.jobs).toBe(2);
    expect(statSync(file("first.ndjson")).mode & 0o777).toBe(0o600);

    const postgres = await at(aPostgres);
    await importInto(postgres, file("first.ndjson"), { withoutKey: true });
    await within(postgres, async (database) => {
      expect(await everything(database)).toEqual(before);
      await exportTo(database, file("second.ndjson.gz"));
    });

    const back = await at(anEmbedded);
    await importInto(back, file("second.ndjson.gz"), { withoutKey: true });
    await within(back, async (database) => {
      expect(await everything(database)).toEqual(before);
      await exportTo(database, file("third.ndjson"));
    });
    expect(rowsIn(readFileSync(file("third.ndjson")))).toEqual(rowsIn(readFileSync(file("first.ndjson"))));
    expect(rowsIn(gunzipSync(readFileSync(file("second.ndjson.gz"))))).toEqual(
      rowsIn(readFileSync(file("first.ndjson"))),
    );
  });

  test("gives no id twice, lets triggers work again, and opens no second incident for what was corrupted", async () => {
    const place = await at(aPostgres);
    await importInto(place, file("first.ndjson"), { withoutKey: true });
    await within(place, async ({ pool }) => {
      const incidents = async () =>
        Number((await pool.query("SELECT count(*) AS count FROM incidents")).rows[0].count);
      expect(await incidents()).toBe(ROWS);
      const { rows } = await pool.query(
        "INSERT INTO phone_numbers (phone_number, status) VALUES ('+4930111', 'corrupted') RETURNING id",
      );
      expect(rows).toEqual([{ id: 2_000_000_001 }]);
      expect(await incidents()).toBe(ROWS + 1);
      await expect(pool.query("DELETE FROM audit_events")).rejects.toThrow("audit_events is append-only");
    });
  });

  test("of an earlier version is imported where it fits in, and brought up to date by its later migrations", async () => {
    const names = readMigrationFiles(MIGRATIONS_DIRECTORY).map(({ name }) => name);
    const [old, fresh] = [await at(aPostgres), await at(anEmbedded)];
    await within(old, async (database) => {
      await migrate(database.pool, { only: names.slice(0, 2) });
      await database.pool.query(
        "INSERT INTO phone_numbers (phone_number, status) VALUES ('+4930222', 'corrupted')",
      );
      await database.pool.query(
        "UPDATE incidents SET alert_ts = '1.2', opened_at = '2026-01-15T03:12:00.123Z'",
      );
      await exportTo(database, file("old.ndjson"));
    });
    await importInto(fresh, file("old.ndjson"));
    await within(fresh, async ({ pool }) => {
      // The third migration says so of alerts that stand already.
      const { rows } = await pool.query("SELECT mentioned_at, own_message FROM incidents");
      expect(rows).toEqual([{ mentioned_at: new Date("2026-01-15T03:12:00.123Z"), own_message: true }]);
      expect(await migrate(pool)).toEqual([]);
    });
  });

  test("of many rows passes through in small groups, on its way out and in", async () => {
    const [from, to] = [await at(aPostgres), await at(aPostgres)];
    const most = { rows: 0, characters: 0, statements: 0 };
    /** The same pool, on which what is in memory at a time is measured. */
    const measured = (pool: pg.Pool): pg.Pool =>
      Object.create(pool, {
        connect: {
          value: async () => {
            const client = await pool.connect();
            const query = async (...args: [string, unknown[]]) => {
              const result = await client.query(...args);
              most.statements += 1;
              most.rows = Math.max(most.rows, result.rows?.length ?? 0, result.rowCount ?? 0);
              most.characters = Math.max(most.characters, String(args[1]?.[0] ?? "").length);
              return result;
            };
            return Object.create(client, {
              query: { value: query },
              release: { value: (error?: boolean) => client.release(error) },
            });
          },
        },
      });
    await within(from, async (database) => {
      await migrate(database.pool);
      await database.pool.query(
        "INSERT INTO phone_numbers (phone_number, label) SELECT '+49' || n, repeat('x', 200) FROM generate_series(1, 5000) AS n",
      );
      await exportTo({ ...database, pool: measured(database.pool) }, file("many.ndjson"));
    });
    await within(to, async ({ pool }) => {
      await migrate(pool);
      await restoreBackup(measured(pool), {
        path: file("many.ndjson"),
        check: async () => {},
        resend: async () => {},
      });
      const { rows } = await pool.query("SELECT count(*)::int AS count FROM phone_numbers");
      expect(rows).toEqual([{ count: 5_000 }]);
    });
    expect(most.rows).toBe(500);
    expect(most.characters).toBeGreaterThan(100_000);
    expect(most.characters).toBeLessThan(600_000);
    expect(most.statements).toBeGreaterThan(20);
  });

  test("holds one moment, whatever others write meanwhile", async () => {
    const place = await at(aPostgres);
    await within(place, async (database) => {
      const { pool } = database;
      await migrate(pool);
      await pool.query(
        "INSERT INTO phone_numbers (phone_number) SELECT '+49' || n FROM generate_series(1, 3000) AS n",
      );
      const writer = (async () => {
        for (let n = 0; n < 50; n += 1)
          await pool.query(
            "WITH gone AS (DELETE FROM phone_numbers WHERE id = (SELECT max(id) FROM phone_numbers WHERE id <= 3000) RETURNING id) INSERT INTO turns SELECT 'of ' || id, now() FROM gone",
          );
      })();
      const { rows } = await exportTo(database, file("moving.ndjson"));
      await writer;
      expect((rows["phone_numbers"] ?? 0) + (rows["turns"] ?? 0)).toBe(3_000);
    });
  });
});

/** The lines of rows and sequences, and the number of jobs. */
function rowsIn(content: Buffer): string[] {
  return content
    .toString("utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"table"') || line.startsWith('{"sequence"'));
}
