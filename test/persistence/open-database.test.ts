import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { databaseTrouble, isDatabaseAway } from "../../src/domain/database-trouble.ts";
import {
  type Database,
  type OpenDatabaseOptions,
  openDatabase,
} from "../../src/persistence/open-database.ts";
import { createPrismaClient } from "../../src/persistence/prisma-client.ts";
import { createTestDatabase, runAsAdmin, type TestDatabase } from "../support/database.ts";

let server: TestDatabase;
beforeAll(async () => {
  server = await createTestDatabase();
  const name = new URL(server.url).pathname.slice(1);
  await runAsAdmin(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
});
afterAll(() => server.drop());

describe("a PostgreSQL database whose server is set to America/New_York", () => {
  let database: Database;
  const open = async (query = "", options: Partial<OpenDatabaseOptions> = {}) => {
    database = await openDatabase({ databaseUrl: `${server.url}${query}`, dataDir: "unused", ...options });
    return database.pool;
  };
  afterEach(() => database.close());

  const setting = async (name: string) =>
    (await database.pool.query("SELECT current_setting($1) AS value", [name])).rows[0].value;

  test.each([
    { url: "without options", query: "" },
    { url: "with options of its own", query: "?options=-c%20work_mem%3D2MB" },
    {
      url: "that asks for another time zone",
      query: "?options=-c%20TimeZone%3DAsia/Tokyo&application_name=other",
    },
  ])("is used in UTC through a URL $url", async ({ query }) => {
    await open(query);
    expect(await setting("TimeZone")).toBe("UTC");
    expect(await setting("work_mem")).toBe(query.includes("work_mem") ? "2MB" : "4MB");
    expect(await setting("application_name")).toBe(query.includes("other") ? "other" : "lineman");
  });

  test("stores and gives back the moment that was meant, through Prisma and through plain SQL", async () => {
    const pool = await open();
    const meant = new Date("2025-07-01T12:00:00.123Z");
    const prisma = createPrismaClient(pool);
    await prisma.processedRequest.create({ data: { key: "one", expiresAt: meant } });
    const { rows } = await pool.query(
      "SELECT expires_at, extract(epoch FROM expires_at) * 1000 AS ms FROM processed_requests",
    );
    expect(rows[0].expires_at).toEqual(meant);
    expect(Number(rows[0].ms)).toBe(meant.getTime());
    expect((await prisma.processedRequest.findUniqueOrThrow({ where: { key: "one" } })).expiresAt).toEqual(
      meant,
    );
  });

  test("ends statements and transactions that hang, unless the URL says otherwise", async () => {
    await open();
    expect(await setting("statement_timeout")).toBe("1min");
    expect(await setting("idle_in_transaction_session_timeout")).toBe("1min");
    await database.close();
    await open("?options=-c%20statement_timeout%3D5s");
    expect(await setting("statement_timeout")).toBe("5s");
    expect(await setting("idle_in_transaction_session_timeout")).toBe("1min");
  });

  test("goes on when the server cuts connections, idle or checked out, and reports them", async () => {
    const onConnectionError = vi.fn();
    const pool = await open("", { onConnectionError });
    const checkedOut = await pool.connect();
    const idle = await pool.connect();
    idle.release();
    const name = new URL(server.url).pathname.slice(1);
    await runAsAdmin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    await expect.poll(() => onConnectionError.mock.calls.length).toBeGreaterThanOrEqual(2);
    checkedOut.release();
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test("does not wait for as long as another program likes to keep a row locked", async () => {
    const pool = await open("?options=-c%20lock_timeout%3D100ms");
    await pool.query("INSERT INTO phone_numbers (phone_number, label) VALUES ('+14155550100', 'Locked')");
    const other = await pool.connect();
    await other.query("BEGIN; SELECT 1 FROM phone_numbers FOR UPDATE");
    const prisma = createPrismaClient(pool);
    const failure = await prisma.phoneNumber.deleteMany().catch((error: unknown) => error);
    await other.query("ROLLBACK");
    other.release();
    await prisma.$disconnect();
    expect(databaseTrouble(failure)).toBe("another program keeps what is needed locked");
    expect(isDatabaseAway(failure)).toBe(false);
  });

  test("gives up on a lock after five seconds where its URL says nothing else", async () => {
    await open();
    expect(await setting("lock_timeout")).toBe("5s");
  });

  test("may be closed twice", async () => {
    await open();
    await Promise.all([database.close(), database.close()]);
  });
});

test("a server that cannot be reached is named in the error, its password is not", async () => {
  const databaseUrl = "postgres://lineman:s3cret@127.0.0.1:1/numbers";
  const error = await openDatabase({ databaseUrl, dataDir: "unused" }).catch((caught: unknown) => caught);
  expect(String(error)).toContain('PostgreSQL database "numbers" at 127.0.0.1:1');
  expect(String(error)).toContain("ECONNREFUSED");
  expect(String(error)).not.toContain("s3cret");
});

test("a database that does not exist is named in the error", async () => {
  const error = openDatabase({ databaseUrl: `${server.url}_missing`, dataDir: "unused" });
  await expect(error).rejects.toThrow(/database ".*_missing" does not exist/);
});

test("without a URL the embedded database is opened in the directory, in UTC", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lineman-open-"));
  const database = await openDatabase({ databaseUrl: undefined, dataDir });
  expect(database.kind).toBe("embedded");
  const { rows } = await database.pool.query("SELECT current_setting('TimeZone') AS zone");
  expect(rows).toEqual([{ zone: "UTC" }]);
  await database.close();
  rmSync(dataDir, { recursive: true });
});
