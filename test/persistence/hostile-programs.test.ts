import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTakeUpIncidents } from "../../src/operations/take-up-incidents.ts";
import { createTakeUpNew } from "../../src/operations/take-up-new.ts";
import { type Listener, listenOnPostgres } from "../../src/persistence/listen.ts";
import { createSweep } from "../../src/sweep.ts";
import { record } from "../support/new-number.ts";
import { type OpenStore, openPostgres, openStore } from "../support/open-store.ts";
import { SETTINGS } from "../support/settings.ts";

let store: OpenStore;
beforeAll(async () => {
  store = await openStore(openPostgres);
});
afterAll(() => store.close());

const newNumber = () => `+49${String(Math.floor(Math.random() * 1e11)).padStart(11, "0")}`;

/** Another program, with a role of its own that may do no more than these statements grant it. */
async function withRole<T>(
  grants: readonly string[],
  work: (program: pg.Client, role: string) => Promise<T>,
): Promise<T> {
  const role = `program_${randomUUID().replaceAll("-", "")}`;
  await store.pool.query(`CREATE ROLE ${role} LOGIN`);
  for (const grant of grants) await store.pool.query(`GRANT ${grant} TO ${role}`);
  const url = new URL(store.url!);
  url.username = role;
  const program = new pg.Client(url.href);
  await program.connect();
  try {
    return await work(program, role);
  } finally {
    await program.end();
    await store.pool.query(`DROP OWNED BY ${role} CASCADE`);
    await store.pool.query(`DROP ROLE ${role}`);
  }
}

const openOf = (id: number) => store.database.incidents.openOf(id);

describe("corruption by a program", () => {
  it("that may change the status and nothing else", async () => {
    const { id, version } = await record(store.database);
    await withRole(["SELECT (id), UPDATE (status) ON phone_numbers"], async (program) => {
      await program.query("UPDATE phone_numbers SET status = 'corrupted' WHERE id = $1", [id]);
      await expect(program.query("UPDATE phone_numbers SET label = 'x'")).rejects.toThrow(
        "permission denied",
      );
    });
    expect(await openOf(id)).toMatchObject({ ordinal: 1, cause: null });
    const after = await store.database.numbers.find(id);
    expect(after).toMatchObject({ status: "corrupted", version: version + 1 });
    expect(after?.corruptedAt).not.toBeNull();
  });

  it("that may insert numbers and nothing else", async () => {
    const phoneNumber = newNumber();
    const grants = [
      "INSERT (phone_number, status) ON phone_numbers",
      "USAGE ON SEQUENCE phone_numbers_id_seq",
    ];
    await withRole(grants, (program) =>
      program.query("INSERT INTO phone_numbers (phone_number, status) VALUES ($1, 'corrupted')", [
        phoneNumber,
      ]),
    );
    const number = await store.database.numbers.findByPhoneNumber(phoneNumber);
    expect(await openOf(number!.id)).toMatchObject({ phoneNumber });
  });

  it("that puts tables and functions of the same names in front of ours", async () => {
    const { id } = await record(store.database);
    const rights = [
      "SELECT, UPDATE ON phone_numbers",
      `CREATE ON DATABASE ${new URL(store.url!).pathname.slice(1)}`,
    ];
    await withRole(rights, async (program, role) => {
      await program.query(`CREATE SCHEMA ${role};
        CREATE TABLE ${role}.incidents (id serial, phone_number_id integer, ordinal integer, phone_number text, label text,
          cause text, message text, alert_wanted integer, account text, closed_at timestamptz);
        CREATE TEMP TABLE incidents (id integer, phone_number_id integer, closed_at timestamptz);
        CREATE FUNCTION ${role}.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''mine''; END';
        CREATE FUNCTION ${role}.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT ''1999-01-01''::timestamptz';
        CREATE FUNCTION ${role}.same(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT false';
        CREATE OPERATOR ${role}.= (FUNCTION = ${role}.same, LEFTARG = integer, RIGHTARG = integer);
        SET search_path = pg_temp, ${role}, public`);
      await program.query(
        `UPDATE public.phone_numbers SET status = 'corrupted' WHERE id OPERATOR(pg_catalog.=) ${id}`,
      );
      const { rows } = await program.query(
        `SELECT (SELECT count(*)::int FROM ${role}.incidents) + (SELECT count(*)::int FROM pg_temp.incidents) AS caught`,
      );
      expect(rows).toEqual([{ caught: 0 }]);
    });
    const incident = await openOf(id);
    expect(incident?.openedAt.getFullYear()).toBeGreaterThan(2020);
  });

  it("by one update of ten thousand numbers, and by COPY", async () => {
    const mark = randomUUID();
    await store.pool.query(
      `INSERT INTO phone_numbers (phone_number, label) SELECT '${mark}' || i, '${mark}' FROM generate_series(1, 10000) i`,
    );
    await withRole(["SELECT, UPDATE ON phone_numbers"], (program) =>
      program.query("UPDATE phone_numbers SET status = 'corrupted' WHERE label = $1", [mark]),
    );
    await store.pool.query(
      `COPY phone_numbers (phone_number, label, status) FROM PROGRAM 'printf "%s\\t${mark}\\tcorrupted\\n" ${newNumber()} ${newNumber()}'`,
    );
    const { rows } = await store.pool.query(
      "SELECT count(*)::int AS open, count(DISTINCT phone_number_id)::int AS numbers FROM incidents WHERE label = $1 AND closed_at IS NULL",
      [mark],
    );
    expect(rows).toEqual([{ open: 10_002, numbers: 10_002 }]);
    await store.pool.query("UPDATE phone_numbers SET status = 'active' WHERE label = $1", [mark]);
    await store.pool.query(
      `UPDATE incidents SET closed_at = now(), outcome = 'resolved_elsewhere', closed_by = '{}' WHERE label = $1`,
      [mark],
    );
  });
});

const deps = () => ({
  database: store.database,
  clock: { now: () => new Date(), sleep: async () => {} },
  ids: { uuid: randomUUID, random: Math.random },
  settings: SETTINGS,
});

/** Each with a cause of its own: what has one in common becomes a storm. */
async function corruptByOthers(amount: number): Promise<number[]> {
  const numbers = await Promise.all(Array.from({ length: amount }, () => record(store.database)));
  const ids: number[] = [];
  for (const { id } of numbers) {
    await store.pool.query(
      "UPDATE phone_numbers SET status = 'corrupted', corruption_cause = $2 WHERE id = $1",
      [id, randomUUID()],
    );
    ids.push(id);
  }
  return ids;
}

async function timesTakenUp(ids: readonly number[]): Promise<number[]> {
  const { rows } = await store.pool.query(
    `SELECT number.id, count(event.seq)::int AS times FROM unnest($1::int[]) number (id)
     LEFT JOIN audit_events event ON event.phone_number_id = number.id AND event.action = 'corruption_reported'
     GROUP BY number.id`,
    [ids],
  );
  return rows.map((row: { times: number }) => row.times);
}

const WITHIN = { timeout: 20_000 };

describe("corruption while notifications are lost", () => {
  it("is taken up once each where the listening connection is cut again and again", async () => {
    let reconnects = 0;
    const sweep = createSweep({
      listen: (options) =>
        listenOnPostgres(
          { connectionString: store.url!, application_name: "listening" },
          {
            ...options,
            firstPauseMs: 5,
            onReconnect: () => {
              reconnects += 1;
              options?.onReconnect?.();
            },
          },
        ),
      operations: { takeUpIncidents: createTakeUpIncidents(deps()), takeUpNew: createTakeUpNew(deps()) },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await sweep.start();
    try {
      const ids: number[] = [];
      for (let cut = 1; cut <= 5; cut += 1) {
        await store.pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listening' AND datname = current_database()",
        );
        ids.push(...(await corruptByOthers(3)));
        await expect.poll(() => reconnects, WITHIN).toBeGreaterThanOrEqual(cut);
      }
      await expect.poll(async () => (await timesTakenUp(ids)).every((times) => times > 0), WITHIN).toBe(true);
      await createTakeUpIncidents(deps())();
      expect(await timesTakenUp(ids)).toEqual(ids.map(() => 1));
    } finally {
      await sweep.stop();
    }
  }, 60_000);

  it("is found by looking where no notification ever comes", async () => {
    let sweeps = 0;
    const takeUpIncidents = createTakeUpIncidents(deps());
    const deaf: Listener = { subscribe: async () => {}, close: async () => {} };
    const sweep = createSweep({
      listen: async () => deaf,
      operations: {
        takeUpIncidents: async () => {
          await takeUpIncidents();
          sweeps += 1;
        },
        takeUpNew: createTakeUpNew(deps()),
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await sweep.start();
    try {
      // The look at the start is over: what comes now is found by a later one.
      await expect.poll(() => sweeps, WITHIN).toBe(1);
      const ids = await corruptByOthers(3);
      await expect.poll(() => timesTakenUp(ids), WITHIN).toEqual([1, 1, 1]);
    } finally {
      await sweep.stop();
    }
  }, 60_000);
});
