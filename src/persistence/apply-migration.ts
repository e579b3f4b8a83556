import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { MigrationError } from "./migration-error.ts";
import type { MigrationFile } from "./migration-files.ts";
import { longTransactions, type Session, sessionWords } from "./other-sessions.ts";

/** How long a migration lets a table be in its way. */
export interface Patience {
  /** One wait for a table. Everybody who comes after us waits behind us meanwhile, replicas at work included. */
  tryMs: number;
  /** Then it steps back for this long, so that those get on. */
  pauseMs: number;
  /** After so long it is given up. */
  giveUpMs: number;
}

export const PATIENCE: Patience = { tryMs: 3_000, pauseMs: 2_000, giveUpMs: 60_000 };

/** PostgreSQL's codes for a wait that lock_timeout ended, and for one of two transactions that waited for each other. */
const IN_EACH_OTHERS_WAY = ["55P03", "40P01"];

/**
 * Applies one migration and records it. Throws MigrationError. Where tables are in use it is tried again until the patience ends;
 * not so one without a transaction, of which nobody knows what is done already.
 */
export async function applyMigration(
  client: pg.PoolClient,
  file: MigrationFile,
  patience: Patience,
): Promise<void> {
  const until = performance.now() + patience.giveUpMs;
  const { tryMs, giveUpMs } = patience;
  for (;;) {
    await client.query(`SET lock_timeout = ${file.transactional ? tryMs : giveUpMs}`);
    const failure = await applyOnce(client, file);
    if (failure === null) return;
    if (!file.transactional || !isBlocked(failure)) throw failed(file, failure);
    if (performance.now() >= until)
      throw blocked(file, giveUpMs, await longTransactions(client, tryMs), failure);
    await sleep(patience.pauseMs);
  }
}

/** What it failed with, after which nothing of it is left (one without a transaction is recorded as failed); null: it is applied. */
async function applyOnce(client: pg.PoolClient, file: MigrationFile): Promise<Error | null> {
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
    return null;
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    // On a connection that broke neither is possible, and neither is needed: the server rolls back.
    const settle: [string, string[]] = file.transactional
      ? ["ROLLBACK", []]
      : ["UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, failure.message]];
    await client.query(...settle).catch(() => {});
    return failure;
  }
}

function isBlocked(error: Error): boolean {
  return "code" in error && IN_EACH_OTHERS_WAY.includes(String(error.code));
}

function failed({ name, transactional }: MigrationFile, cause: Error): MigrationError {
  const outcome = transactional ? "nothing of it was kept" : "parts of it may be in the database";
  return new MigrationError(`Migration ${name} failed, ${outcome}: ${cause.message}`, { cause });
}

function blocked(
  { name }: MigrationFile,
  waitedMs: number,
  sessions: readonly Session[],
  cause: Error,
): MigrationError {
  const inTheWay =
    sessions.length === 0
      ? "Whose it is can no longer be told."
      : `In the way: ${sessions.map(sessionWords).join("; ")}. Let it finish, or end it with SELECT pg_terminate_backend(${sessions[0]?.pid}).`;
  return new MigrationError(
    `Migration ${name} needs a table that another transaction has been using for ${Math.round(waitedMs / 1_000)} seconds; nothing of it was kept. ${inTheWay} Then start again.`,
    { cause },
  );
}
