import type pg from "pg";
import { Conflict } from "../../domain/errors.ts";
import type { WaitingJob } from "../../operations/ports/jobs.ts";
import type { JobTransaction } from "../create-database.ts";
import { PRISMA_LOCK_ID } from "../migration-lock.ts";
import type { BackupHeader } from "./backup-lines.ts";
import { readBackup } from "./read-backup.ts";
import { createRowWriter } from "./row-writer.ts";
import { quoted, readTableShapes, type TableShape } from "./table-shapes.ts";

export interface RestoreOptions {
  path: string;
  /** Throws where the database is no place for it; asked while nobody else can write. */
  check: (client: pg.ClientBase) => Promise<void>;
  /** Hands work back to the queue, in the same transaction. */
  resend: (job: WaitingJob, tx: JobTransaction) => Promise<void>;
}

/**
 * Writes a backup into empty tables that have its migrations: all of it in one transaction, or nothing. Triggers rest meanwhile:
 * what they would do was done when the rows were first written. A process that wants to migrate, as every bot does at its start,
 * waits till it is over. Throws Conflict.
 */
export async function restoreBackup(pool: pg.Pool, { path, check, resend }: RestoreOptions): Promise<void> {
  const client = await pool.connect();
  let isDone = false;
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
    await client.query(`SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(${PRISMA_LOCK_ID})`);
    const shapes = await readTableShapes(client);
    await client.query(
      `LOCK TABLE ${shapes.map(({ name }) => quoted(name)).join(", ")} IN SHARE ROW EXCLUSIVE MODE`,
    );
    await check(client);
    for (const { name } of shapes) await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
    await writeParts(client, path, shapes, resend);
    for (const { name } of shapes) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
    await client.query("COMMIT");
    isDone = true;
    // The embedded database has nothing that would do it later.
    for (const { name } of shapes) await client.query(`ANALYZE ${quoted(name)}`);
  } finally {
    // Closing the connection rolls back.
    client.release(!isDone);
  }
}

async function writeParts(
  client: pg.ClientBase,
  path: string,
  shapes: readonly TableShape[],
  resend: RestoreOptions["resend"],
): Promise<void> {
  const writer = createRowWriter(client, shapes);
  const tx: JobTransaction = {
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) =>
      (await client.query(sql, values)).rows as T,
  };
  for await (const part of readBackup(path)) {
    if ("table" in part) await writer.add(part.table, part.row);
    else await writer.flush();
    if ("header" in part) refuseOtherColumns(part.header, shapes);
    if ("sequence" in part) await setSequence(client, part.sequence);
    if ("job" in part) {
      const { start_after, ...job } = part.job;
      await resend({ ...job, startAfter: new Date(start_after) }, tx);
    }
  }
}

function refuseOtherColumns({ tables }: BackupHeader, shapes: readonly TableShape[]): void {
  const here = new Map(shapes.map(({ name, columns }) => [name, columns.map((column) => column.name)]));
  const homeless = Object.entries(tables).flatMap(([table, columns]) =>
    columns
      .filter((column) => here.get(table)?.includes(column) !== true)
      .map((column) => `${table}.${column}`),
  );
  if (homeless.length === 0) return;
  throw new Conflict(
    `The file has columns that the database has not: ${homeless.join(", ")}. Nothing was imported. If they are yours, run \`lineman migrate\` on the empty database, add them there, and import again.`,
  );
}

/** The next id is one that nobody has had, not even a row that was removed before the backup. */
async function setSequence(
  client: pg.ClientBase,
  { table, column, last }: { table: string; column: string; last: string },
): Promise<void> {
  await client.query(
    `SELECT setval(pg_get_serial_sequence(quote_ident($1), $2),
                   greatest($3::bigint, (SELECT max(${quoted(column)}) FROM ${quoted(table)})))`,
    [table, column, last],
  );
}
