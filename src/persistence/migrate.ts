import { randomUUID } from "node:crypto";
import type pg from "pg";
import {
  isChecksumOf,
  MIGRATIONS_DIRECTORY,
  type MigrationFile,
  readMigrationFiles,
} from "./migration-files.ts";
import { limitSilence } from "./silence.ts";

// The lock of Prisma's schema engine: `prisma migrate deploy` and this migrator exclude each other.
const PRISMA_LOCK_ID = 72707369;

// As Prisma's schema engine creates it. applied_steps_count and logs mean nothing to us.
const CREATE_MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** How a database stands to a directory of migrations; all are names. */
export type MigrationState = {
  pending: string[];
  /** Started and never finished: a person must look at the database before anything else is applied. */
  failed: string[];
  /** Applied, and changed in the directory since. */
  edited: string[];
  /** Applied, but not in the directory: the database is ahead of this version of Lineman. */
  unknown: string[];
};

/** Thrown when migrations cannot be applied; the message says what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Applies the pending migrations, like `prisma migrate deploy`, and returns their names. Safe to call from several replicas
 * at once. Each migration is one transaction: when it fails nothing of it stays, nothing is recorded, and it may be tried again.
 * Only one that is marked `-- no transaction` is recorded as failed, and then refused until a person has cleaned up.
 */
export async function migrate(
  pool: pg.Pool,
  options: { directory?: string; onWarning?: (message: string) => void } = {},
): Promise<string[]> {
  const files = readMigrationFiles(options.directory ?? MIGRATIONS_DIRECTORY);
  const client = await pool.connect();
  client.on("error", ignoreBrokenConnection);
  // A long migration is silent until it is done.
  limitSilence(client, 0);
  try {
    // Altering a large table may last longer than any other statement; waiting for a lock blocks everybody behind it.
    await client.query("SET statement_timeout = 0; SET lock_timeout = '60s'");
    await lock(client);
    await client.query(CREATE_MIGRATIONS_TABLE);
    const state = compare(files, await readRecords(client));
    refuseFailed(state.failed);
    for (const name of state.edited)
      options.onWarning?.(`Migration ${name} was edited after it was applied.`);
    for (const name of state.unknown)
      options.onWarning?.(`Migration ${name} was applied by a newer version of Lineman.`);
    for (const file of files) if (state.pending.includes(file.name)) await apply(client, file);
    return state.pending;
  } finally {
    // Dropped rather than given back: settings made by a script, and the lock, end with the connection.
    client.release(true);
  }
}

/** Compares the database with the migrations without changing anything. */
export async function pendingMigrations(
  pool: pg.Pool,
  directory = MIGRATIONS_DIRECTORY,
): Promise<MigrationState> {
  const { rows } = await pool.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  return compare(readMigrationFiles(directory), rows[0]?.exists ? await readRecords(pool) : []);
}

type MigrationRecord = { name: string; checksum: string; finished: boolean };

async function readRecords(connection: pg.Pool | pg.PoolClient): Promise<MigrationRecord[]> {
  const { rows } = await connection.query<MigrationRecord>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function compare(files: MigrationFile[], records: MigrationRecord[]): MigrationState {
  const recorded = new Map(records.map((record) => [record.name, record]));
  const known = new Set(files.map((file) => file.name));
  return {
    pending: files.filter((file) => !recorded.has(file.name)).map((file) => file.name),
    failed: records.filter((record) => !record.finished).map((record) => record.name),
    edited: files
      .filter((file) => !isChecksumOf(recorded.get(file.name)?.checksum ?? file.checksum, file))
      .map((file) => file.name),
    unknown: records
      .filter((record) => record.finished && !known.has(record.name))
      .map((record) => record.name),
  };
}

async function lock(client: pg.PoolClient): Promise<void> {
  try {
    await client.query(`SELECT pg_advisory_lock(${PRISMA_LOCK_ID})`);
  } catch (error) {
    throw new MigrationError(
      "Another process has been migrating this database for a minute. Wait for it, or stop it.",
      {
        cause: error,
      },
    );
  }
}

function refuseFailed(failed: string[]): void {
  const [name] = failed;
  if (name === undefined) return;
  throw new MigrationError(
    `Migration ${name} was started earlier and did not finish, so nothing is applied. See what of it is in the database; ` +
      "the column logs of _prisma_migrations says why it failed. Then either undo what is there and run\n" +
      `  UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL;\n` +
      "or complete it by hand and run the same with finished_at in place of rolled_back_at " +
      "(`prisma migrate resolve` does either as well). Then start again.",
  );
}

async function apply(client: pg.PoolClient, file: MigrationFile): Promise<void> {
  const id = randomUUID();
  try {
    if (file.transactional) await client.query("BEGIN");
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())",
      [id, file.checksum, file.name],
    );
    // One simple query: the server splits the script, so that semicolons inside $$ bodies stay what they are.
    await client.query(file.sql);
    // A script made by pg_dump empties it, and our own table would not be found.
    await client.query("RESET search_path");
    await client.query(
      "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1",
      [id],
    );
    if (file.transactional) await client.query("COMMIT");
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    if (!file.transactional) {
      await client
        .query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, cause])
        .catch(() => {});
    }
    const outcome = file.transactional ? "nothing of it was kept" : "parts of it may be in the database";
    throw new MigrationError(`Migration ${file.name} failed, ${outcome}: ${cause}`, { cause: error });
  }
}

/** The query under way rejects as well; without a listener the event would end the process. */
function ignoreBrokenConnection(): void {}
