import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Conflict } from "../../domain/errors.ts";
import {
  BACKUP_FORMAT,
  type BackupEntry,
  type BackupFooter,
  type BackupHeader,
  formatOf,
  parseEntry,
  parseFooter,
  parseHeader,
} from "./backup-lines.ts";

/** Longer than any row; what is longer is another kind of file, which is not to fill the memory. */
const LONGEST_LINE_BYTES = 256_000_000;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const NEWLINE = 10;

export type BackupPart = { header: BackupHeader } | BackupEntry | { footer: BackupFooter };

/**
 * Reads a backup from its header to its footer, gunzipped where it is gzip. Throws Conflict where the file is none, of a newer
 * format, or not as it was written; what came before that is not to be kept.
 */
export async function* readBackup(path: string): AsyncGenerator<BackupPart> {
  const hash = createHash("sha256");
  const counts: Pick<BackupFooter, "rows" | "jobs"> = { rows: {}, jobs: 0 };
  let last: Buffer | null = null;
  let isFirst = true;
  for await (const line of linesOf(path)) {
    if (last !== null) {
      const part = understand(path, last, isFirst);
      if ("header" in part) for (const table of Object.keys(part.header.tables)) counts.rows[table] = 0;
      else if ("table" in part) countRow(path, counts.rows, part.table);
      else if ("job" in part) counts.jobs += 1;
      hash.update(last).update("\n");
      isFirst = false;
      yield part;
    }
    last = line;
  }
  if (last === null || isFirst) {
    // One line or none. A newer format, and what is no backup at all, are told apart from a file that was cut.
    if (last !== null) understand(path, last, true);
    throw last === null ? notABackup(path) : damaged(path);
  }
  const footer = attempt(() => parseFooter(String(last)));
  const isWhole =
    footer !== null &&
    footer.sha256 === hash.digest("hex") &&
    footer.jobs === counts.jobs &&
    isSame(footer.rows, counts.rows);
  if (!isWhole) throw damaged(path);
  yield { footer };
}

function understand(path: string, line: Buffer, isFirst: boolean): { header: BackupHeader } | BackupEntry {
  const text = line.toString("utf8");
  if (!isFirst) {
    const entry = attempt(() => parseEntry(text));
    if (entry === null) throw damaged(path);
    return entry;
  }
  const format = formatOf(text);
  if (format === null) throw text.startsWith('{"lineman_backup"') ? damaged(path) : notABackup(path);
  if (format !== BACKUP_FORMAT)
    throw new Conflict(
      `${path} has format ${format}, and this version of Lineman reads format ${BACKUP_FORMAT}. Import it with the version that made it, or a later one.`,
    );
  const header = attempt(() => parseHeader(text));
  if (header === null) throw damaged(path);
  return { header };
}

function countRow(path: string, rows: Record<string, number>, table: string): void {
  const before = rows[table];
  if (before === undefined) throw damaged(path);
  rows[table] = before + 1;
}

async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(path)) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
      length = 0;
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST_LINE_BYTES) throw notABackup(path);
  }
  if (length > 0) yield Buffer.concat(rest);
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    const isGzip = await beginsWith(path, GZIP_MAGIC);
    const file = createReadStream(path);
    // The one that is read tells of the errors of both.
    const bytes = isGzip ? pipeline(file, createGunzip(), () => {}) : file;
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof Error && "syscall" in error)
      throw new Conflict(`${path} cannot be read: ${error.message}. Nothing was imported.`);
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) throw damaged(path);
    throw error;
  }
}

async function beginsWith(path: string, magic: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return buffer.equals(magic);
  } finally {
    await file.close();
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

const isSame = (a: Record<string, number>, b: Record<string, number>) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

const damaged = (path: string) =>
  new Conflict(
    `${path} is not whole: it was cut off or changed since it was written. Nothing was imported. Take another copy of it, or export again.`,
  );

const notABackup = (path: string) =>
  new Conflict(`${path} is not a file that \`lineman export\` has made. Nothing was imported.`);
