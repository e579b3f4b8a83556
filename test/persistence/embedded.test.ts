import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { PGlite } from "@electric-sql/pglite";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DirectoryInUseError } from "../../src/persistence/embedded/directory-lock.ts";
import { createEmbeddedPool } from "../../src/persistence/embedded/embedded-pool.ts";
import { openEmbeddedDatabase } from "../../src/persistence/embedded/open-embedded-database.ts";
import { runScript } from "./child-process.ts";

describe("a connection to PGlite that is dropped", () => {
  let database: PGlite;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await PGlite.create();
    pool = createEmbeddedPool(database).pool;
    await pool.query("CREATE TABLE notes (text text)");
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
  });
  beforeEach(() => pool.query("TRUNCATE notes"));

  const socketOf = (client: pg.PoolClient) =>
    (client as unknown as { connection: { stream: Duplex } }).connection.stream;
  const message = (type: string, body: string) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + body.length);
    return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
  };
  const notes = async () =>
    (await pool.query("SELECT text FROM notes ORDER BY text")).rows.map((row) => row.text);

  test.each([
    { how: "released as broken", drop: (client: pg.PoolClient) => client.release(true) },
    {
      how: "cut off",
      drop: (client: pg.PoolClient) => {
        socketOf(client).destroy();
        client.release(true);
      },
    },
  ])("inside a transaction ($how) takes its writes with it and leaves later ones alone", async ({ drop }) => {
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("INSERT INTO notes VALUES ('lost')");
    drop(client);
    await pool.query("INSERT INTO notes VALUES ('kept')");
    await pool.query("ROLLBACK");
    expect(await notes()).toEqual(["kept"]);
  });

  test("with statements under way is cleaned up before the next connection starts", async () => {
    const client = await pool.connect();
    const statements = [
      "BEGIN",
      "INSERT INTO notes VALUES ('lost')",
      "SELECT count(*) FROM generate_series(1, 99999)",
    ];
    for (const sql of statements) socketOf(client).write(message("Q", `${sql}\0`));
    socketOf(client).destroy();
    client.release(true);
    await pool.query("INSERT INTO notes VALUES ('kept')");
    await pool.query("ROLLBACK");
    expect(await notes()).toEqual(["kept"]);
  });

  test("after an error that was not followed by Sync does not block the next connection", async () => {
    const client = await pool.connect();
    // What node-postgres sends for a cursor: Parse of a statement (here a faulty one), then Flush.
    socketOf(client).write(Buffer.concat([message("P", "\0SELEKT 1\0\0\0"), message("H", "")]));
    await once(client, "error");
    client.release(true);
    await pool.query("INSERT INTO notes VALUES ('kept')");
    expect(await notes()).toEqual(["kept"]);
  });

  test("leaves neither settings nor temporary tables nor advisory locks behind", async () => {
    const client = await pool.connect();
    await client.query(
      "SET work_mem = '1234kB'; CREATE TEMP TABLE scratch (id int); SELECT pg_advisory_lock(7)",
    );
    client.release(true);
    const { rows } =
      await pool.query(`SELECT current_setting('work_mem') AS memory, to_regclass('scratch') AS scratch,
      (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks`);
    expect(rows).toEqual([{ memory: "4MB", scratch: null, locks: 0 }]);
  });

  test("does not disturb results of several megabytes, parameters or errors of the others", async () => {
    const { rows } = await pool.query("SELECT repeat('x', $1) AS text, $2::bytea AS bytes", [
      4_000_000,
      Buffer.from([0, 255]),
    ]);
    expect(rows[0].text).toHaveLength(4_000_000);
    expect(rows[0].bytes).toEqual(Buffer.from([0, 255]));
    await expect(pool.query("SELECT 1 / 0")).rejects.toMatchObject({ code: "22012" });
  });
});

describe("the embedded database in a directory", () => {
  let scratch: string;
  let directory: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "lineman-embedded-"));
    // The first start takes seconds: it is tested once, and the others get a copy of what it made.
    mkdirSync(join(scratch, "made", "database.partial"), { recursive: true });
    writeFileSync(join(scratch, "made", "database.partial", "PG_VERSION"), "cut short");
    await (await openEmbeddedDatabase(join(scratch, "made"))).close();
  });
  beforeEach(() => {
    directory = mkdtempSync(join(scratch, "copy-"));
    cpSync(join(scratch, "made"), directory, { recursive: true });
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test("is made whole, also after a first start that was cut short", async () => {
    expect(readdirSync(directory)).toEqual(["database"]);
    const database = await openEmbeddedDatabase(directory);
    expect((await database.pool.query("SELECT current_setting('TimeZone') AS zone")).rows).toEqual([
      { zone: "UTC" },
    ]);
    await database.close();
  });

  test("is refused to a second process, survives kill -9 with every acknowledged row, and is then free", async () => {
    const writer = runScript("embedded-writer.ts", directory);
    expect(await writer.nextLine()).toBe("open");
    const refusal = await openEmbeddedDatabase(directory).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DirectoryInUseError);
    expect((refusal as Error).message).toContain(`in use by process ${writer.pid}`);

    let acknowledged = 0;
    while (acknowledged < 100) acknowledged = Number(await writer.nextLine());
    const killed = writer.kill();
    for (let line = await writer.nextLine(); line !== undefined; line = await writer.nextLine()) {
      acknowledged = Number(line);
    }
    await killed;

    const database = await openEmbeddedDatabase(directory);
    const { rows } = await database.pool.query("SELECT count(*)::int AS count, max(id) AS last FROM rows");
    // One row may have been committed without its acknowledgement having been read.
    expect([acknowledged, acknowledged + 1]).toContain(rows[0].last);
    expect(rows[0].count).toBe(rows[0].last);
    await database.close();
  });

  test("is refused to a second opener in the same process until it is closed", async () => {
    const first = await openEmbeddedDatabase(directory);
    await expect(openEmbeddedDatabase(directory)).rejects.toThrow(
      `in use by this very process (${process.pid})`,
    );
    await first.pool.query("CREATE TABLE kept (id int)");
    await Promise.all([first.close(), first.close()]);
    const second = await openEmbeddedDatabase(directory);
    expect((await second.pool.query("SELECT count(*)::int AS count FROM kept")).rows).toEqual([{ count: 0 }]);
    await second.close();
  });

  test("says so when it cannot be opened, and gives the lock back", async () => {
    writeFileSync(join(directory, "database", "PG_VERSION"), "12\n");
    await expect(openEmbeddedDatabase(directory)).rejects.toThrow("Cannot open the embedded database");
    writeFileSync(join(directory, "database", "PG_VERSION"), "18\n");
    await (await openEmbeddedDatabase(directory)).close();
  });
});
