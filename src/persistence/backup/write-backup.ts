import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { Conflict } from "../../domain/errors.ts";
import type { BackupSummary, WriteBackup } from "../../operations/ports/backups.ts";
import type { BackupFooter, BackupHeader } from "./backup-lines.ts";
import { type SnapshotCounts, snapshotLines } from "./snapshot-lines.ts";

interface WriteBackupDeps {
  pool: pg.Pool;
  kind: BackupHeader["source"];
  now: () => Date;
  /** See SnapshotOptions; the table of the queue, which may not be there yet. */
  jobs: { table: string; sql: string };
}

/** Backups of the open database. Others may work on it meanwhile; the embedded one has one connection, and makes them wait. */
export function createWriteBackup({ pool, kind, now, jobs }: WriteBackupDeps): WriteBackup {
  return async (path) => {
    const client = await pool.connect();
    let isWhole = false;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      // A disk may be slower than a hanging replica.
      await client.query(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
      );
      if (!(await exists(client, "phone_numbers")))
        throw new Conflict("There is nothing to export: the database has no tables of Lineman yet.");
      const jobsSql = (await exists(client, jobs.table)) ? jobs.sql : null;
      const file = await openNew(path);
      const summary = await fill(client, { file, path, source: kind, madeAt: now(), jobsSql });
      await client.query("COMMIT");
      isWhole = true;
      return summary;
    } finally {
      // In the middle of a transaction it is of no use to anybody.
      client.release(!isWhole);
    }
  };
}

async function exists(client: pg.ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [
    table,
  ]);
  return rows[0]?.there === true;
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new Conflict(
      isThere
        ? `${path} exists already, and an export replaces nothing. Give another name.`
        : `${path} cannot be written: ${error instanceof Error ? error.message : error}. Nothing was exported.`,
    );
  }
}

interface Filling {
  file: FileHandle;
  path: string;
  source: BackupHeader["source"];
  madeAt: Date;
  jobsSql: string | null;
}

/** Writes the file and has it on the disk; removes it where that fails. */
async function fill(client: pg.ClientBase, { file, path, ...options }: Filling): Promise<BackupSummary> {
  const counts: SnapshotCounts = { rows: {}, jobs: 0 };
  const sealed = seal(snapshotLines(client, options, counts), counts);
  const sink = file.createWriteStream({ flush: true });
  try {
    if (path.endsWith(".gz")) await pipeline(sealed.chunks, createGzip(), sink);
    else await pipeline(sealed.chunks, sink);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    if (error instanceof Error && "syscall" in error)
      throw new Conflict(`${path} cannot be written: ${error.message}. Nothing is left of it.`);
    throw error;
  }
  return { path, madeAt: options.madeAt, ...counts, ...sealed.result() };
}

/** Ends every line, and the file with a line that tells a whole one from one that was cut or changed. */
function seal(lines: AsyncGenerator<string[]>, counts: SnapshotCounts) {
  const hash = createHash("sha256");
  let sha256 = "";
  let keyIds: string[] = [];
  async function* chunks(): AsyncGenerator<string> {
    let isFirst = true;
    for await (const group of lines) {
      if (isFirst) keyIds = (JSON.parse(group[0] ?? "") as BackupHeader).key_ids;
      isFirst = false;
      const chunk = group.map((line) => `${line}\n`).join("");
      hash.update(chunk);
      yield chunk;
    }
    sha256 = hash.digest("hex");
    const footer: BackupFooter = { end: true, ...counts, sha256 };
    yield `${JSON.stringify(footer)}\n`;
  }
  return { chunks: chunks(), result: () => ({ sha256, keyIds }) };
}
