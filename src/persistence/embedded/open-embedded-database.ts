import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createDatabaseEnd, EmbeddedDatabaseEnded } from "./database-end.ts";
import { acquireDirectoryLock } from "./directory-lock.ts";
import { isDiskFull } from "./disk-space.ts";
import { createEmbeddedPool, type EmbeddedPool } from "./embedded-pool.ts";

export type EmbeddedDatabase = EmbeddedPool & {
  /** Waits for the queries under way, closes the database and gives the directory back. Safe to call twice. */
  close(): Promise<void>;
  /** Whether the directory still belongs to this process. */
  holdsDataDir(): boolean;
  /** Whether there is less room left than one more write may need. */
  isDiskFull(): boolean;
};

const MAKE_ROOM = "Its disk is full, and opening it takes some room: make some, then start again.";

/**
 * Opens the database in `dataDir` (made when missing; files: `database/`, `lineman.lock`) for this process alone.
 * Throws DirectoryInUseError while another process has it. Survives kill -9 but not a power loss: PGlite never calls fsync.
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabase> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = await acquireDirectoryLock(join(dataDir, "lineman.lock")).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC")
      throw new Error(`Cannot open the embedded database in ${dataDir}. ${MAKE_ROOM}`, { cause: error });
    throw error;
  });
  try {
    const database = await openPglite(dataDir);
    const end = createDatabaseEnd((why) => endProcess(dataDir, why));
    const embedded = createEmbeddedPool(database, end);
    let closed: Promise<void> | undefined;
    const close = async () => {
      await embedded.pool.end();
      // One that has ended would block the process.
      if (!end.hasCome()) await database.close();
      lock.release();
    };
    return {
      ...embedded,
      holdsDataDir: lock.isHeld,
      isDiskFull: () => isDiskFull(dataDir),
      close: () => {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Whether a database was made in `dataDir` before. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return existsSync(join(dataDir, "database"));
}

/** As when the lock is lost: there is nobody who could catch it and go on. */
function endProcess(dataDir: string, why: string): void {
  const advice = isDiskFull(dataDir) ? ` The disk of ${dataDir} is full: make room, then start again.` : "";
  process.nextTick(() => {
    throw new EmbeddedDatabaseEnded(
      `The embedded database has ended (${why}). Nothing that was confirmed is lost; the next start recovers it.${advice}`,
    );
  });
}

async function openPglite(dataDir: string): Promise<PGlite> {
  const directory = join(dataDir, "database");
  if (!existsSync(directory)) await createDatabaseDirectory(directory);
  try {
    return await PGlite.create(directory);
  } catch (error) {
    const guess = isDiskFull(dataDir) ? MAKE_ROOM : "Was it made by another version?";
    throw new Error(`Cannot open the embedded database in ${directory}. ${guess}`, { cause: error });
  }
}

/** Makes the database beside its place and moves it there whole, so that a start that was cut short leaves no half a one. */
async function createDatabaseDirectory(directory: string): Promise<void> {
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const database = await PGlite.create(partial);
  await database.close();
  renameSync(partial, directory);
}
