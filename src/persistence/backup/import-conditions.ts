import type pg from "pg";
import { Conflict } from "../../domain/errors.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../migration-files.ts";
import type { BackupHeader } from "./backup-lines.ts";
import { quoted, readTableShapes } from "./table-shapes.ts";

/** Throws Conflict where this version lacks migrations of the backup. */
export function refuseNewer({ migrations }: BackupHeader, directory = MIGRATIONS_DIRECTORY): void {
  const known = new Set(readMigrationFiles(directory).map(({ name }) => name));
  const unknown = migrations.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Conflict(
    `The file is of a newer version of Lineman: this one does not know its migration ${unknown.join(", ")}. Nothing was imported. Import it with the version that made it, or a later one.`,
  );
}

/** Throws Conflict where stored Twilio tokens could not be read with these keys. */
export function refuseUnreadable({ key_ids }: BackupHeader, keyIds: readonly string[]): void {
  const missing = key_ids.filter((id) => !keyIds.includes(id));
  if (missing.length === 0) return;
  const [keys, are] = missing.length === 1 ? ["key", "is"] : ["keys", "are"];
  throw new Conflict(
    `Twilio tokens in the file are encrypted with ${keys} ${missing.join(", ")}, which ${are} not configured here. Nothing was imported. Set ENCRYPTION_KEY to the one of the bot that the file is from (earlier ones go into ENCRYPTION_KEYS_OLD). Where it is lost for good, --without-key imports everything all the same: what only those tokens can look at stays "cannot tell".`,
  );
}

/**
 * Throws Conflict where a bot or a command of Lineman is connected to the server. `applicationName`: what those call themselves.
 * PostgreSQL tells it to every role.
 */
export async function refuseCompany(client: pg.ClientBase, applicationName: string): Promise<void> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid() ORDER BY pid`,
    [applicationName],
  );
  if (rows.length === 0) return;
  throw new Conflict(
    `A bot (or another command of Lineman) is connected to this database: ${rows.length} ${rows.length === 1 ? "connection" : "connections"}, server process ${rows.map(({ pid }) => pid).join(", ")}. Nothing was imported. Stop it, then import.`,
  );
}

/** Throws Conflict where a table of Lineman has rows. */
export async function refuseFull(client: pg.ClientBase): Promise<void> {
  const full: string[] = [];
  for (const { name } of await readTableShapes(client)) {
    const { rows } = await client.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0) full.push(name);
  }
  if (full.length === 0) return;
  throw new Conflict(
    `The database is not empty: there are rows in ${full.join(", ")}. Nothing was imported. An import fills an empty database only, and never replaces anything: give it a new one (DATABASE_URL, or another DATA_DIR).`,
  );
}

/** Throws Conflict where the database has migrations that came after the backup: its rows fit in before those only. */
export function refuseFurther({ migrations }: BackupHeader, applied: readonly string[]): void {
  const further = applied.filter((name) => !migrations.includes(name));
  if (further.length === 0) return;
  throw new Conflict(
    `The file was made before migration ${further.join(", ")}, which this database has already. Nothing was imported. Give it a new database, without any tables: the import applies migrations in the right order by itself.`,
  );
}
