import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createForgetWhatPassed } from "../../src/operations/forget-what-passed.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";
import { openReplicas } from "../support/replicas.ts";

const BY = `'{"kind":"system","name":"test"}'`;
/** Each kind, as SQL that writes `amount` rows of an age: what is too old, and what is just young enough. */
const KINDS = [
  {
    table: "processed_requests",
    old: "-1 second",
    young: "1 hour",
    write: (age: string, amount: number) =>
      `INSERT INTO processed_requests (key, expires_at) SELECT gen_random_uuid(), now() + interval '${age}' FROM generate_series(1, ${amount})`,
  },
  {
    table: "idempotency_keys",
    old: "-1 second",
    young: "1 hour",
    write: (age: string, amount: number) =>
      `INSERT INTO idempotency_keys (caller, key, fingerprint, state, owner, lease_until, created_at, expires_at)
       SELECT 'c', gen_random_uuid(), '', 'in_progress', gen_random_uuid(), now(), now(), now() + interval '${age}' FROM generate_series(1, ${amount})`,
  },
  {
    table: "turns",
    old: "-25 hours",
    young: "-23 hours",
    write: (age: string, amount: number) =>
      `INSERT INTO turns (lane, next_at) SELECT gen_random_uuid(), now() + interval '${age}' FROM generate_series(1, ${amount})`,
  },
  {
    table: "home_views",
    old: "-31 days",
    young: "-29 days",
    write: (age: string, amount: number) =>
      `INSERT INTO home_views (user_id, opened_at, published_at, filter, page) SELECT gen_random_uuid(), now() + interval '${age}', now(), 'all', 1 FROM generate_series(1, ${amount})`,
  },
  {
    table: "storm_tasks",
    old: "-31 days",
    young: "-29 days",
    write: (age: string, amount: number) =>
      `WITH storm AS (INSERT INTO storms (cause, account, opened_at, ended_at) VALUES ('', gen_random_uuid(), now(), now() + interval '${age}') RETURNING id)
       INSERT INTO storm_tasks (storm_id, incident_id, phone_number_id) SELECT storm.id, i, i FROM storm, generate_series(1, ${amount}) i`,
  },
  {
    table: "teardown_steps",
    old: "-91 days",
    young: "-89 days",
    write: (age: string, amount: number) =>
      `WITH run AS (INSERT INTO teardown_runs (id, phone_number_id, requested_by, requested_at, finished_at, outcome)
         VALUES (gen_random_uuid(), 1, ${BY}, now(), now() + interval '${age}', 'removed') RETURNING id)
       INSERT INTO teardown_steps (run_id, action, kind, sid, started_at) SELECT run.id, 'remove', 'twilio_sip_trunk', 'TK', now() FROM run, generate_series(1, ${amount})`,
  },
  {
    table: "teardown_runs",
    old: "-91 days",
    young: "-89 days",
    write: (age: string, amount: number) =>
      `INSERT INTO teardown_runs (id, phone_number_id, requested_by, requested_at, finished_at, outcome)
       SELECT gen_random_uuid(), 1, ${BY}, now(), now() + interval '${age}', 'removed' FROM generate_series(1, ${amount})`,
  },
];

const clockAt = (now: () => Date) => ({ now, sleep: async () => {} });
const countIn = async (store: OpenStore, table: string): Promise<number> =>
  (await store.pool.query(`SELECT count(*)::int AS count FROM ${table}`)).rows[0].count;

describe.each(MIGRATED_DATABASES)("what is kept for a while only, on $kind", ({ open }) => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore(open);
  });
  afterAll(() => store.close());
  const forget = () =>
    createForgetWhatPassed({ database: store.database, clock: clockAt(() => new Date()) })();

  it.each(KINDS)(
    "$table are thrown away when they are too old, and not before",
    async ({ table, old, young, write }) => {
      await store.pool.query(`TRUNCATE ${table} CASCADE`);
      await store.pool.query(write(old, 1_200));
      await store.pool.query(write(young, 3));
      await forget();
      expect(await countIn(store, table)).toBe(3);
    },
  );

  it("a run that is under way stays, however old it is, and so does the work of a storm that goes on", async () => {
    await store.pool.query("TRUNCATE teardown_runs, storm_tasks CASCADE");
    await store.pool.query(
      `INSERT INTO teardown_runs (id, phone_number_id, requested_by, requested_at) VALUES (gen_random_uuid(), 7, ${BY}, now() - interval '1 year')`,
    );
    await store.pool.query(`WITH storm AS (INSERT INTO storms (cause, account, opened_at) VALUES ('', 'a', now() - interval '1 year') RETURNING id)
      INSERT INTO storm_tasks (storm_id, incident_id, phone_number_id) SELECT id, 1, 1 FROM storm`);
    await forget();
    expect(await countIn(store, "teardown_runs")).toBe(1);
    expect(await countIn(store, "storm_tasks")).toBe(1);
  });

  it("is looked for once a minute, and records stay", async () => {
    let now = new Date();
    const { incident } = await recordCorrupted(store.database);
    const forgetAt = createForgetWhatPassed({ database: store.database, clock: clockAt(() => now) });
    await forgetAt();
    await store.pool.query("TRUNCATE turns");
    await store.pool.query(KINDS[2]!.write("-2 days", 1));
    await forgetAt();
    expect(await countIn(store, "turns")).toBe(1);
    now = new Date(now.getTime() + 60_000);
    await forgetAt();
    expect(await countIn(store, "turns")).toBe(0);
    now = new Date(now.getTime() + 3650 * 24 * 3_600_000);
    await forgetAt();
    expect(await store.database.incidents.find(incident.id)).not.toBeNull();
  });
});

describe("two replicas that throw away at once", () => {
  it("never wait for each other, and nothing is left", async () => {
    const replicas = await openReplicas();
    try {
      for (const { write, old } of KINDS) await replicas.first.pool.query(write(old, 1_000));
      await replicas.race(6, (database) =>
        createForgetWhatPassed({ database, clock: clockAt(() => new Date()) })(),
      );
      for (const { table } of KINDS)
        expect([table, await countIn(replicas.first, table)]).toEqual([table, 0]);
    } finally {
      await replicas.close();
    }
  });
});
