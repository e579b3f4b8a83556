import type pg from "pg";
import { applyMigration, PATIENCE, type Patience } from "./apply-migration.ts";
import { MigrationError } from "./migration-error.ts";
import {
  isChecksumOf,
  MIGRATIONS_DIRECTORY,
  type MigrationFile,
  readMigrationFiles,
} from "./migration-files.ts";
import { takeMigrationLock } from "./migration-lock.ts";
import { limitSilence } from "./silence.ts";

const LOCK_WAIT_MS = 60_000;

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

export interface MigrateOptions {
  directory?: string;
  onWarning?: (message: string) => void;
  /** Applies only those that have these names. */
  only?: readonly string[];
  /** How long to wait for another process that migrates. */
  lockWaitMs?: number;
  patience?: Patience;
}

/**
 * Applies the pending migrations, like `prisma migrate deploy`, and returns their names. Safe to call from several replicas
 * at once. Each migration is one transaction: when it fails nothing of it stays, nothing is recorded, and it may be tried again.
 * Only one that is marked `-- no transaction` is recorded as failed, and then refused until a person has cleaned up.
 */
export async function migrate(
  pool: pg.Pool,
  {
    directory = MIGRATIONS_DIRECTORY,
    onWarning,
    only,
    lockWaitMs = LOCK_WAIT_MS,
    patience = PATIENCE,
  }: MigrateOptions = {},
): Promise<string[]> {
  const files = readMigrationFiles(directory);
  const client = await pool.connect();
  client.on("error", ignoreBrokenConnection);
  // A long migration is silent until it is done.
  limitSilence(client, 0);
  try {
    // Altering a large table may last longer than any other statement.
    await client.query("SET statement_timeout = 0");
    // When this process is killed in the middle the server is to notice soon: till then it would go on, and keep the lock.
    // Not every system can tell (the embedded database cannot, and ends with its process).
    await client.query("SET client_connection_check_interval = '2s'").catch(() => {});
    await takeMigrationLock(client, lockWaitMs);
    await client.query(CREATE_MIGRATIONS_TABLE);
    const state = compare(files, await readRecords(client));
    refuseFailed(state.failed);
    for (const name of state.edited) onWarning?.(`Migration ${name} was edited after it was applied.`);
    for (const name of state.unknown)
      onWarning?.(`Migration ${name} was applied by a newer version of Lineman.`);
    const pending = state.pending.filter((name) => only?.includes(name) ?? true);
    for (const file of files) if (pending.includes(file.name)) await applyMigration(client, file, patience);
    return pending;
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

/** The names of those that are applied, finished or not; none where the database was never migrated. */
export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  return rows[0]?.exists ? (await readRecords(client)).map(({ name }) => name) : [];
}

type MigrationRecord = { name: string; checksum: string; finished: boolean };

async function readRecords(connection: pg.Pool | pg.ClientBase): Promise<MigrationRecord[]> {
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

/** The query under way rejects as well; without a listener the event would end the process. */
function ignoreBrokenConnection(): void {}
