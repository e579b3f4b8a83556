import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config.ts";
import { importBackup } from "../../src/import-backup.ts";
import { JOB_TABLE, WAITING_JOBS_SQL } from "../../src/jobs/waiting-jobs.ts";
import type { BackupSummary } from "../../src/operations/ports/backups.ts";
import { createWriteBackup } from "../../src/persistence/backup/write-backup.ts";
import { type Database, openDatabase } from "../../src/persistence/open-database.ts";
import { LEAST } from "../config/least-environment.ts";
import { createTestDatabase } from "./database.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** A place for a database, and how the environment names it. Nothing is there yet. */
export interface Place {
  env: { DATABASE_URL: string } | { DATA_DIR: string };
  open(): Promise<Database>;
  remove(): Promise<void>;
}

/** A PostgreSQL database without any table. */
export async function aPostgres(): Promise<Place> {
  const { url, drop } = await createTestDatabase({ migrated: false });
  return {
    env: { DATABASE_URL: url },
    // Not under the name of a bot, which would keep an import out.
    open: () => openDatabase({ databaseUrl: url, dataDir: "", applicationName: "test" }),
    remove: drop,
  };
}

/** A data directory that does not exist yet. */
export async function anEmbedded(): Promise<Place> {
  const parent = mkdtempSync(join(tmpdir(), "lineman-backup-"));
  const dataDir = join(parent, "data");
  return {
    env: { DATA_DIR: dataDir },
    open: () => openDatabase({ dataDir }),
    remove: async () => rmSync(parent, { recursive: true }),
  };
}

/** Opens the database there for as long as the work takes. */
export async function within<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await place.open();
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

export const MADE_AT = new Date("2026-01-15T03:12:00.123Z");

/** `lineman export`, without its words. */
export const exportTo = (database: Database, path: string): Promise<BackupSummary> =>
  createWriteBackup({
    ...database,
    now: () => MADE_AT,
    jobs: { table: JOB_TABLE, sql: WAITING_JOBS_SQL },
  })(path);

/** `lineman import`, without its words. */
export const importInto = (
  { env }: Place,
  path: string,
  { withoutKey = false, key = LEAST.ENCRYPTION_KEY } = {},
) =>
  importBackup(loadConfig({ ...LEAST, ...env, ENCRYPTION_KEY: key }), {
    path,
    withoutKey,
    log: SILENT,
    onWarning: () => {},
  });
