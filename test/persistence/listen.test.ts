import { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createEmbeddedPool } from "../../src/persistence/embedded/embedded-pool.ts";
import { type Listener, type ListenOptions, listenOnPostgres } from "../../src/persistence/listen.ts";
import { type Database, openDatabase } from "../../src/persistence/open-database.ts";
import { createTestDatabase, runAsAdmin, type TestDatabase } from "../support/database.ts";

let server: TestDatabase;
let postgres: Database;
let pglite: PGlite;
let embedded: ReturnType<typeof createEmbeddedPool>;
beforeAll(async () => {
  server = await createTestDatabase();
  postgres = await openDatabase({ databaseUrl: server.url, dataDir: "unused" });
  pglite = await PGlite.create();
  embedded = createEmbeddedPool(pglite);
});
afterAll(async () => {
  await postgres.close();
  await server.drop();
  await embedded.pool.end();
  await pglite.close();
});

const kinds = [
  {
    kind: "PostgreSQL",
    pool: () => postgres.pool,
    open: (options: ListenOptions) => postgres.listen(options),
  },
  {
    kind: "the embedded database",
    pool: () => embedded.pool,
    open: async (options: ListenOptions) => embedded.listen(options),
  },
];

describe.each(kinds)("a listener on $kind", ({ pool, open }) => {
  let listener: Listener;
  const listen = async (channel: string, options: ListenOptions = {}) => {
    const heard: string[] = [];
    listener = await open(options);
    await listener.subscribe(channel, (payload) => heard.push(payload));
    return heard;
  };
  afterEach(() => listener.close());

  test("hears what is sent by a query, a function and a committed transaction, in order", async () => {
    const heard = await listen("pens");
    await pool().query("NOTIFY pens");
    await pool().query("SELECT pg_notify('pens', $1)", ["2"]);
    const client = await pool().connect();
    await client.query("BEGIN");
    await client.query("NOTIFY pens, '3'");
    await client.query("NOTIFY nibs, 'not ours'");
    expect(heard).not.toContain("3");
    await client.query("COMMIT");
    client.release();
    await expect.poll(() => heard).toEqual(["", "2", "3"]);
  });

  test("does not hear what is rolled back", async () => {
    const heard = await listen("pens");
    const client = await pool().connect();
    await client.query("BEGIN; NOTIFY pens, 'taken back'");
    await client.query("ROLLBACK");
    client.release();
    await pool().query("NOTIFY pens, 'after'");
    await expect.poll(() => heard).toEqual(["after"]);
  });

  test("lets a subscriber query at once", async () => {
    listener = await open({});
    const counted = new Promise((resolve) => {
      void listener.subscribe("pens", async () => resolve((await pool().query("SELECT 42 AS n")).rows));
    });
    await pool().query("SELECT 1");
    await expect
      .poll(async () => {
        await pool().query("NOTIFY pens");
        return Promise.race([counted, undefined]);
      })
      .toEqual([{ n: 42 }]);
  });

  test("serves several subscribers and channels, and none after it is closed", async () => {
    const first = await listen("pens");
    const second: string[] = [];
    await listener.subscribe("pens", (payload) => second.push(payload));
    await listener.subscribe("nibs", (payload) => second.push(payload));
    await pool().query("NOTIFY pens, 'a'; NOTIFY nibs, 'b'");
    await expect.poll(() => [first, second]).toEqual([["a"], ["a", "b"]]);
    await listener.close();
    await pool().query("NOTIFY pens, 'late'");
    await pool().query("SELECT 1");
    expect(first).toEqual(["a"]);
  });

  test("refuses a channel that would need quoting", async () => {
    listener = await open({});
    await expect(listener.subscribe('x"; DROP TABLE y', () => {})).rejects.toThrow(TypeError);
  });
});

test("on PostgreSQL hears the trigger that writes the incident of a corrupted number", async () => {
  const heard: string[] = [];
  const listener = await postgres.listen();
  await listener.subscribe("lineman_incidents", (payload) => heard.push(payload));
  await postgres.pool.query(
    "INSERT INTO phone_numbers (phone_number, status) VALUES ('+14155550100', 'corrupted')",
  );
  const { rows } = await postgres.pool.query("SELECT id::text FROM incidents");
  await expect.poll(() => heard).toEqual([rows[0].id]);
  await listener.close();
});

describe("on PostgreSQL", () => {
  const terminateListeners = () =>
    postgres.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );

  test("comes back after the server has cut its connection, says so, and hears again", async () => {
    const heard: string[] = [];
    const onReconnect = vi.fn();
    const onError = vi.fn();
    const listener = await postgres.listen({ onReconnect, onError, firstPauseMs: 10 });
    await listener.subscribe("pens", (payload) => heard.push(payload));
    await postgres.pool.query("NOTIFY pens, 'before'");
    await expect.poll(() => heard).toEqual(["before"]);

    await terminateListeners();
    await expect.poll(() => onReconnect.mock.calls.length).toBe(1);
    expect(onError).toHaveBeenCalled();
    await postgres.pool.query("NOTIFY pens, 'after'");
    await expect.poll(() => heard).toEqual(["before", "after"]);
    await listener.close();
  });

  test("keeps trying while the server refuses, and pauses longer each time", async () => {
    const name = new URL(server.url).pathname.slice(1);
    const failedAt: number[] = [];
    const onReconnect = vi.fn();
    const onError = () => failedAt.push(performance.now());
    const listener = await postgres.listen({
      onReconnect,
      onError,
      firstPauseMs: 20,
      longestPauseMs: 10_000,
    });
    await listener.subscribe("pens", () => {});
    await runAsAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await terminateListeners();
    await expect.poll(() => failedAt.length).toBeGreaterThan(5);
    await runAsAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await expect.poll(() => onReconnect.mock.calls.length, { timeout: 5_000 }).toBe(1);
    const last = failedAt.length - 1;
    expect((failedAt[last] ?? 0) - (failedAt[last - 1] ?? 0)).toBeGreaterThan(20 * 2 ** 2);
    await listener.close();
  });

  test("gives up nothing but itself when closed while it is reconnecting", async () => {
    const onReconnect = vi.fn();
    const listener = await postgres.listen({ onReconnect, firstPauseMs: 60_000 });
    await listener.subscribe("pens", () => {});
    await terminateListeners();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await listener.close();
    expect(onReconnect).not.toHaveBeenCalled();
  });

  test("rejects when the first connection fails", async () => {
    await expect(listenOnPostgres({ connectionString: `${server.url}_missing` })).rejects.toThrow(
      "does not exist",
    );
  });
});

test("on the embedded database comes back with the pool's next connection after one was dropped, and says so", async () => {
  const heard: string[] = [];
  const onReconnect = vi.fn();
  const listener = embedded.listen({ onReconnect });
  await listener.subscribe("pens", (payload) => heard.push(payload));
  const client = await embedded.pool.connect();
  await client.query("BEGIN; NOTIFY pens, 'lost with its transaction'");
  client.release(true);
  await embedded.pool.query("NOTIFY pens, 'after'");
  await expect.poll(() => heard).toEqual(["after"]);
  expect(onReconnect).toHaveBeenCalledTimes(1);
  await listener.close();
});
