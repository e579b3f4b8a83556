import fc from "fast-check";
import type pg from "pg";
import { BACKUP_TABLES } from "../../src/persistence/backup/backup-tables.ts";

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/** Texts that some format on the way could stumble over. PostgreSQL takes neither NUL nor half a surrogate pair. */
const NASTY = [
  "",
  " ",
  "null",
  "NULL",
  '"quoted", with a comma',
  "back\\slash \\n",
  "two\nlines\r\nand a\ttab",
  "line\u2028separator\u2029s",
  "{a,b}",
  '{"json":1}',
  "𐍈 snowman ☃ 電話 é",
  "\u0001\u001f\u007f\u00a0\ufeff",
  "'; DROP TABLE phone_numbers; --",
];
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary" }).map((value) => value.replaceAll("\0", "")),
);
const json = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(null, true, 0, "null", [], {}, { a: null }) },
  {
    weight: 5,
    arbitrary: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", ""))),
  },
  { weight: 1, arbitrary: fc.constant({ large: "x".repeat(200_000) }) },
);
const moment = fc
  .date({
    min: new Date("1970-01-01T00:00:00.000Z"),
    max: new Date("2999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

/** In the form in which node-postgres takes each type. */
const OF_TYPE: Record<string, fc.Arbitrary<unknown>> = {
  text,
  integer: fc.integer({ min: 1, max: 1_900_000_000 }),
  bigint: fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }).map(String),
  boolean: fc.boolean(),
  uuid: fc.uuid(),
  jsonb: json.map((value) => JSON.stringify(value)),
  bytea: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  "text[]": fc.array(text, { maxLength: 4 }),
  "timestamp with time zone": moment,
};
const STATE = ["present", "gone", "kept", "unknown"];
const REFERS_TO: Record<string, string> = {
  "teardown_steps.run_id": "teardown_runs.id",
  "provision_intents.provisioning_id": "provisionings.id",
  "incidents.storm_id": "storms.id",
  "incident_notes.incident_id": "incidents.id",
  "storm_notes.storm_id": "storms.id",
  "storm_tasks.storm_id": "storms.id",
  "force_delete_requests.incident_id": "incidents.id",
  "leftovers.incident_id": "incidents.id",
};

const end = (table: string, outcomes: readonly string[]): Record<string, fc.Arbitrary<unknown>> => ({
  [`${table}.finished_at`]: moment,
  [`${table}.outcome`]: fc.constantFrom(...outcomes),
});
const someJson = fc.constantFrom('{"kind":"slack_user","id":"U1"}', "null", "[]");

/** What the database itself insists on. */
const RULES: Record<string, fc.Arbitrary<unknown>> = {
  "phone_numbers.status": fc.constantFrom("provisioning", "active", "deleting", "corrupted"),
  "external_resources.state": fc.constantFrom(...STATE),
  "leftovers.state": fc.constantFrom(...STATE, "accepted"),
  // One per number may be open: kept apart by being closed.
  "incidents.closed_at": moment,
  "incidents.closed_by": someJson,
  "incidents.outcome": fc.constantFrom("force_deleted", "removed", "resolved_elsewhere"),
  "incidents.closed_basis": fc.constantFrom("proven", "attested", "accepted", "api"),
  "storms.ended_at": moment,
  "storms.work_kind": fc.constantFrom("retry", "check"),
  "storms.work_started_at": moment,
  "storm_tasks.state": fc.constantFrom("pending", "running", "done", "failed", "skipped"),
  "external_resources.ownership": fc.constantFrom("proven", "unproven", "unknown"),
  ...end("teardown_runs", ["removed", "corrupted", "overtaken"]),
  ...end("teardown_steps", ["removed", "already_gone", "failed", "skipped"]),
  ...end("provisionings", ["active", "removed", "corrupted"]),
  ...end("provision_intents", ["made", "refused", "absent", "with_parent"]),
  "force_delete_requests.state": fc.constantFrom("approved", "declined", "lapsed"),
  "force_delete_requests.decided_at": moment,
  "force_delete_requests.decided_by": someJson,
  "idempotency_keys.state": fc.constant("done"),
  "idempotency_keys.status": fc.integer({ min: 200, max: 599 }),
  "idempotency_keys.body": text,
};

/**
 * Rows with something in every column of every table, and with nothing wherever nothing is allowed: repeatable, by the seed. No
 * trigger fires, so that what is there is exactly this.
 */
export async function fillDatabase(
  pool: pg.Pool,
  { seed, rows }: { seed: number; rows: number },
): Promise<void> {
  const columns = await readColumns(pool);
  const values = new Map<string, unknown[]>();
  await onOneConnection(pool, async (client) => {
    await client.query("BEGIN; SET LOCAL session_replication_role = replica");
    for (const [at, table] of BACKUP_TABLES.entries()) {
      const own = columns.filter((each) => each.table === table);
      for (const { column, type, nullable } of own)
        values.set(
          `${table}.${column}`,
          sample(`${table}.${column}`, type, nullable, { seed: seed + at, rows, values }),
        );
      for (let row = 0; row < rows; row += 1)
        await client.query(
          `INSERT INTO ${table} (${own.map(({ column }) => `"${column}"`).join(", ")}) VALUES (${own.map((_, i) => `$${i + 1}`).join(", ")})`,
          own.map(({ column }) => values.get(`${table}.${column}`)?.[row]),
        );
    }
    // More ids were given than there are rows: the last ones are removed again.
    await client.query("SELECT setval('phone_numbers_id_seq', 2000000000)");
    await client.query("COMMIT");
  });
}

interface Sampling {
  seed: number;
  rows: number;
  values: Map<string, unknown[]>;
}

/** One value a row. The first row has every column filled, the second has nothing wherever that is allowed. */
function sample(name: string, type: string, nullable: boolean, { seed, rows, values }: Sampling): unknown[] {
  const parents = values.get(REFERS_TO[name] ?? "");
  const isUnique =
    /(^|[._])(id|seq|hash|key|lane|name|phone_number|ordinal|sid)$/.test(name) && RULES[name] === undefined;
  const arbitrary = RULES[name] ?? (parents ? fc.constantFrom(...parents) : OF_TYPE[type]);
  if (arbitrary === undefined) throw new Error(`${name} has type ${type}, which no test data is made of`);
  const size = { numRuns: rows, seed };
  const filled =
    isUnique && !parents
      ? (fc.sample(fc.uniqueArray(arbitrary, { minLength: rows, maxLength: rows, selector: String }), {
          numRuns: 1,
          seed,
        })[0] ?? [])
      : fc.sample(arbitrary, size);
  return filled.map((value, row) => (nullable && RULES[name] === undefined && row % 3 === 1 ? null : value));
}

/** Every row of every table of Lineman and where its sequences stand, as PostgreSQL itself writes them. */
export async function contentOf(pool: pg.Pool): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  await onOneConnection(pool, async (client) => {
    await client.query("SET TimeZone = 'UTC'");
    for (const table of BACKUP_TABLES) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${table} t ORDER BY t::text COLLATE "C"`,
      );
      content[table] = rows.map(({ row }) => row);
    }
    const { rows } = await client.query<{ name: string; last: string | null }>(
      "SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1",
    );
    content["sequences"] = rows.map(({ name, last }) => `${name}: ${last}`);
  });
  return content;
}

async function readColumns(pool: pg.Pool): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relname = ANY($1) AND c.relnamespace = 'public'::regnamespace ORDER BY a.attnum`,
    [BACKUP_TABLES],
  );
  return rows;
}

async function onOneConnection(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await work(client);
  } finally {
    client.release(true);
  }
}
