import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { FIRST_CHOICE, type HomeChoice } from "../src/domain/home-choice.ts";
import { createHomeStatus } from "../src/operations/home-status.ts";
import { createDatabase } from "../src/persistence/create-database.ts";
import { migrate } from "../src/persistence/migrate.ts";
import { openDatabase } from "../src/persistence/open-database.ts";
import { createSecretBox } from "../src/persistence/secret-box.ts";

// How long it takes to read what App Home shows, at 1,000,000 numbers, 10,000 open incidents and 100,000 closed ones.
// `DATABASE_URL=… node --import tsx bench/home-status.ts [rounds]`, on an empty PostgreSQL database of its own, which it fills.
// Ends with 1 where the median of any choice is over the target.

const TARGET_MS = 300;
const ROUNDS = Number(process.argv[2] ?? 11);
const ME = "U000ONCALL";

const databaseUrl = process.env["DATABASE_URL"];
if (databaseUrl === undefined) throw new Error("DATABASE_URL must name an empty PostgreSQL database");
const { pool, close } = await openDatabase({ databaseUrl, dataDir: "" });
if ((await migrate(pool)).length > 0) await fill();
const secretBox = createSecretBox({ key: randomBytes(32).toString("base64"), oldKeys: [] });
const database = createDatabase({ pool, secretBox, jobs: { enqueue: async () => {}, wake: () => {} } });
const clock = { now: () => new Date(), sleep: async () => {} };

const CHOICES: Record<string, HomeChoice> = {
  "all open": FIRST_CHOICE,
  "all open, last page": { filter: "open", page: 600 },
  mine: { filter: "mine", page: 1 },
  waiting: { filter: "waiting", page: 1 },
  "active numbers": { filter: "active", page: 1 },
  "active numbers, last page": { filter: "active", page: 600 },
};
let isSlow = false;
for (const [name, choice] of Object.entries(CHOICES)) {
  const warm = createHomeStatus({ database, clock, connections: [] });
  const read = (homeStatus: typeof warm) => timed(() => homeStatus({ userId: ME, ...choice }));
  await read(warm);
  const cold: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    cold.push(await read(createHomeStatus({ database, clock, connections: [] })));
    again.push(await read(warm));
  }
  isSlow ||= median(cold) > TARGET_MS;
  console.log(
    `${name}: median ${median(cold).toFixed(0)} ms, ${median(again).toFixed(0)} ms with the active numbers counted lately`,
  );
}
await close();
process.exitCode = isSlow ? 1 : 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function fill(): Promise<void> {
  await pool.query("ALTER TABLE phone_numbers DISABLE TRIGGER USER");
  await pool.query(`
    INSERT INTO phone_numbers (phone_number, label, status, corrupted_at)
    SELECT '+1' || (2000000000 + n), 'Line ' || n, CASE WHEN n % 100 = 0 THEN 'corrupted' WHEN n % 997 = 0 THEN 'deleting' ELSE 'active' END,
      CASE WHEN n % 100 = 0 THEN now() END
    FROM generate_series(1, 1000000) n`);
  await pool.query("ALTER TABLE phone_numbers ENABLE TRIGGER USER");
  await pool.query(`
    INSERT INTO incidents (phone_number_id, ordinal, phone_number, label, cause, opened_at, claimed_by, snoozed_until)
    SELECT id, 1, phone_number, label, 'credentials', now() - n * interval '5 s',
      CASE n % 5 WHEN 0 THEN '{"kind":"slack_user","id":"${ME}"}'::jsonb WHEN 1 THEN '{"kind":"slack_user","id":"U00SECONDO"}'::jsonb END,
      CASE WHEN n % 7 = 0 THEN now() + interval '1 h' END
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM phone_numbers WHERE status = 'corrupted') number`);
  await pool.query(`
    INSERT INTO incidents (phone_number_id, ordinal, phone_number, label, opened_at, closed_at, outcome, closed_by)
    SELECT 2000000 + n, 1, '+4930' || n, 'Gone', now() - n * interval '1 min', now() - n * interval '1 min',
      CASE WHEN n % 3 = 0 THEN 'force_deleted' ELSE 'removed' END, '{"kind":"slack_user","id":"${ME}"}'
    FROM generate_series(1, 100000) n`);
  await pool.query(`
    INSERT INTO force_delete_requests (id, incident_id, phone_number_id, requested_by, requested_at, expires_at, reason, shown, state)
    SELECT gen_random_uuid(), id, phone_number_id, '{"kind":"slack_user","id":"U00SECONDO"}', now(), now() + interval '30 min', '', '{}',
      CASE WHEN id % 500 = 0 THEN 'pending' ELSE 'lapsed' END
    FROM incidents`);
  await pool.query(`
    INSERT INTO leftovers (phone_number_id, phone_number, label, kind, sid, state, let_go_by, let_go_at)
    SELECT 2000000 + n, '+4930' || n, 'Gone', 'twilio_sip_trunk', 'TK' || md5(n::text), CASE WHEN n % 10 = 0 THEN 'present' ELSE 'gone' END,
      '{"kind":"slack_user","id":"${ME}"}', now() - n * interval '1 min'
    FROM generate_series(1, 100000) n`);
  await pool.query("VACUUM ANALYZE");
}
