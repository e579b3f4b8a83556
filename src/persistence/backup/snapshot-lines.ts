import type pg from "pg";
import { BACKUP_FORMAT, type BackupFooter, type BackupHeader, rowLine } from "./backup-lines.ts";
import { quoted, readTableShapes, type TableShape } from "./table-shapes.ts";

/** Rows that are in memory at a time. */
const BATCH = 500;

export interface SnapshotOptions {
  source: BackupHeader["source"];
  madeAt: Date;
  /** Answers jobs in rows of `name`, `payload`, `key` and `start_after`; null where there is no queue yet. */
  jobsSql: string | null;
}

/** What was written. Filled while the lines are. */
export type SnapshotCounts = Pick<BackupFooter, "rows" | "jobs">;

/**
 * Everything that is stored, as lines of a backup without their ends, in groups. Inside a REPEATABLE READ transaction all of it
 * is of one moment. Values are told by PostgreSQL as texts of its own: JSON would make one of a JSON null and of no value.
 */
export async function* snapshotLines(
  client: pg.ClientBase,
  { source, madeAt, jobsSql }: SnapshotOptions,
  counts: SnapshotCounts,
): AsyncGenerator<string[]> {
  const shapes = await readTableShapes(client);
  const header: BackupHeader = {
    lineman_backup: BACKUP_FORMAT,
    made_at: madeAt.toISOString(),
    source,
    migrations: await appliedMigrations(client),
    key_ids: await keysInUse(client, shapes),
    tables: Object.fromEntries(shapes.map(({ name, columns }) => [name, columns.map(({ name }) => name)])),
  };
  yield [JSON.stringify(header)];
  for (const shape of shapes) {
    counts.rows[shape.name] = 0;
    for await (const rows of fetchInBatches(client, rowsSql(shape))) {
      counts.rows[shape.name] = (counts.rows[shape.name] ?? 0) + rows.length;
      yield rows.map((row) => rowLine(shape.name, row));
    }
  }
  // After the rows: a sequence belongs to no transaction, and is never behind the rows that were seen.
  for (const shape of shapes) yield await sequenceLines(client, shape);
  if (jobsSql === null) return;
  for await (const jobs of fetchInBatches(client, jobsSql)) {
    counts.jobs += jobs.length;
    yield jobs.map((job) => `{"job":${job}}`);
  }
}

function rowsSql({ name, columns, key }: TableShape): string {
  const texts = columns.map((column) => `${quoted(column.name)}::text AS ${quoted(column.name)}`).join(", ");
  return `SELECT ${texts} FROM ${quoted(name)} ORDER BY ${key.map((column) => `${quoted(name)}.${quoted(column)}`).join(", ")}`;
}

/** Each row as JSON. */
async function* fetchInBatches(client: pg.ClientBase, sql: string): AsyncGenerator<string[]> {
  await client.query(
    `DECLARE lineman_backup NO SCROLL CURSOR FOR SELECT row_to_json(r)::text AS row FROM (${sql}) r`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${BATCH} FROM lineman_backup`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => row);
  }
  await client.query("CLOSE lineman_backup");
}

async function sequenceLines(client: pg.ClientBase, { name, serials }: TableShape): Promise<string[]> {
  const lines: string[] = [];
  for (const column of serials) {
    const { rows } = await client.query<{ last: string | null }>(
      "SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass)::text AS last",
      [name, column],
    );
    const last = rows[0]?.last ?? null;
    if (last !== null) lines.push(JSON.stringify({ sequence: { table: name, column, last } }));
  }
  return lines;
}

async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

async function keysInUse(client: pg.ClientBase, shapes: readonly TableShape[]): Promise<string[]> {
  if (!shapes.some(({ name }) => name === "twilio_credentials")) return [];
  const { rows } = await client.query<{ key_id: string }>(
    "SELECT DISTINCT key_id FROM twilio_credentials ORDER BY key_id",
  );
  return rows.map(({ key_id }) => key_id);
}
