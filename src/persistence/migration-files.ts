import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own migrations. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

export type MigrationFile = {
  /** The folder's name, such as 20261123000000_init; the order of names is the order of migrations. */
  name: string;
  sql: string;
  /** False for a script with a line `-- no transaction`: one statement that cannot run in one (CREATE INDEX CONCURRENTLY). */
  transactional: boolean;
  /** SHA-256 of the script in hex, as Prisma records it. */
  checksum: string;
};

/** Reads `<directory>/<name>/migration.sql` of every migration, oldest first. */
export function readMigrationFiles(directory: string): MigrationFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, transactional: !/^-- no transaction\s*$/m.test(sql), checksum: checksumOf(sql) };
    });
}

/** Whether the recorded checksum is that of the script, whichever line ends the checkout has given it (as Prisma judges it). */
export function isChecksumOf(checksum: string, { sql }: MigrationFile): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].map(checksumOf).includes(checksum);
}

function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
