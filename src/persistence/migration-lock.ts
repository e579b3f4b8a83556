import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { MigrationError } from "./migration-error.ts";
import { holdersOfAdvisoryLock, type Session, sessionWords } from "./other-sessions.ts";

// The lock of Prisma's schema engine: `prisma migrate deploy` and this migrator exclude each other.
export const PRISMA_LOCK_ID = 72707369;

const ASK_EVERY_MS = 200;

/**
 * Takes the lock of migrations for the session of `client`. Throws MigrationError when somebody else still has it after
 * `waitMs`. Asked again and again: a statement that waits is a transaction that lasts, and one that another process's CREATE INDEX
 * CONCURRENTLY would wait for, while we wait for its lock.
 */
export async function takeMigrationLock(client: pg.PoolClient, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${PRISMA_LOCK_ID}) AS taken`,
    );
    if (rows[0]?.taken === true) return;
    if (performance.now() >= until)
      throw new MigrationError(inUseWords(waitMs, await holdersOfAdvisoryLock(client, PRISMA_LOCK_ID)));
    await sleep(ASK_EVERY_MS);
  }
}

function inUseWords(waitMs: number, holders: readonly Session[]): string {
  const who = holders.length === 0 ? "" : ` (${holders.map(sessionWords).join("; ")})`;
  return `Another process has been migrating this database for ${Math.round(waitMs / 1_000)} seconds${who}. Wait for it, or stop it.`;
}
