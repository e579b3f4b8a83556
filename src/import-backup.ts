import { closedBy } from "./closed-by.ts";
import type { Config } from "./config.ts";
import { ids } from "./create-core.ts";
import { dialBot } from "./dial-bot.ts";
import { Conflict } from "./domain/errors.ts";
import { createJobQueue } from "./jobs/create-job-queue.ts";
import { failureOf, VerbFailed } from "./local/verb-failed.ts";
import type { BackupSummary } from "./operations/ports/backups.ts";
import type { Log } from "./operations/ports/world.ts";
import { type CheckedBackup, checkBackup } from "./persistence/backup/check-backup.ts";
import {
  refuseCompany,
  refuseFull,
  refuseFurther,
  refuseNewer,
  refuseUnreadable,
} from "./persistence/backup/import-conditions.ts";
import { restoreBackup } from "./persistence/backup/restore-backup.ts";
import { DirectoryInUseError } from "./persistence/embedded/directory-lock.ts";
import { appliedMigrations, migrate } from "./persistence/migrate.ts";
import { APPLICATION_NAME, type Database, openDatabase } from "./persistence/open-database.ts";
import { createSecretBox } from "./persistence/secret-box.ts";

interface ImportOptions {
  path: string;
  /** Goes on where stored tokens cannot be read. */
  withoutKey: boolean;
  log: Log;
  onWarning: (message: string) => void;
}

/** What was imported. `unknownJobs`: waiting work of kinds that this version has no more. */
export type ImportResult = BackupSummary & { unknownJobs: number };

/**
 * Fills the empty database of the configuration from a backup, all of it or nothing, and brings it to this version. Throws
 * VerbFailed where a rule says no, DeskClosed where the database cannot be opened.
 */
export async function importBackup(config: Config, options: ImportOptions): Promise<ImportResult> {
  const { database, encryption } = config;
  try {
    if ((await dialBot(database)) !== null)
      throw new Conflict(
        "A bot is running on this embedded database. Nothing was imported. Stop it, or give the import another DATA_DIR.",
      );
    // Before anything is opened: what cannot be imported leaves no trace.
    const backup = await checkBackup(options.path);
    refuseNewer(backup.header);
    if (!options.withoutKey) refuseUnreadable(backup.header, createSecretBox(encryption).keyIds);
    const opened = await openForImport(database);
    try {
      return await fill(opened, backup, options);
    } finally {
      await opened.close();
    }
  } catch (error) {
    const failure = failureOf(error);
    throw failure === null ? error : new VerbFailed(failure);
  }
}

async function openForImport({ url, dataDir }: Config["database"]): Promise<Database> {
  try {
    return await openDatabase({
      databaseUrl: url ?? undefined,
      dataDir,
      maxConnections: 4,
      applicationName: `${APPLICATION_NAME} import`,
    });
  } catch (error) {
    if (error instanceof DirectoryInUseError) throw new Conflict(`${error.message} Nothing was imported.`);
    throw closedBy(error, { url, dataDir });
  }
}

async function fill(
  opened: Database,
  { header, summary }: CheckedBackup,
  { path, log, onWarning }: ImportOptions,
): Promise<ImportResult> {
  const { pool, kind } = opened;
  const check = async (client: Parameters<typeof refuseFull>[0]) => {
    await refuseCompany(client, APPLICATION_NAME);
    await refuseFull(client);
    refuseFurther(header, await appliedMigrations(client));
  };
  const client = await pool.connect();
  await check(client).finally(() => client.release());
  // Rows fit in where they came from; what later migrations make of them is done afterwards, by these themselves.
  await migrate(pool, { onWarning, only: header.migrations });
  const queue = createJobQueue({ sql: pool, embedded: kind === "embedded", ids, log });
  let unknownJobs = 0;
  try {
    await queue.open();
    await restoreBackup(pool, {
      path,
      check,
      resend: async (job, tx) => {
        if (!(await queue.resend(job, tx))) unknownJobs += 1;
      },
    });
  } finally {
    await queue.stop(0);
  }
  await migrate(pool, { onWarning });
  return { ...summary, unknownJobs };
}
