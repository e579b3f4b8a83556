import { setTimeout as sleep } from "node:timers/promises";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import type { Queries } from "./prisma-client.ts";

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;

const LIMITS = {
  /** The wait for a connection: the embedded database has one, and everybody queues for it. */
  maxWait: 30_000,
  /** Ours last milliseconds; what lasts longer holds locks that others wait for. */
  timeout: 20_000,
  /** Whatever the server's default is: a compare-and-set sees what others have committed meanwhile. */
  isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
};

/**
 * Runs the work in one transaction, again from the start after a deadlock or a serialization failure (a few times).
 * Whatever else is thrown rolls back and comes out as it is.
 */
export async function runTransaction<T>(client: PrismaClient, work: (tx: Queries) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.$transaction(async (tx) => {
        const result = await work(tx);
        // PostgreSQL answers COMMIT with a rollback, and no error, when a statement has failed and its error was caught.
        await tx.$executeRaw`SELECT 1`;
        return result;
      }, LIMITS);
    } catch (error) {
      if (attempt === ATTEMPTS || !isWriteConflict(error)) throw error;
      await sleep(FIRST_PAUSE_MS * attempt);
    }
  }
}

/** PostgreSQL's 40001 and 40P01: the transaction has done nothing and may be run again. */
function isWriteConflict(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === "P2034") return true;
  // A raw query reports it as P2010, with the driver's own word inside.
  const driverError = error.meta?.["driverAdapterError"];
  return driverError instanceof Error && isWriteConflictCause(driverError.cause);
}

function isWriteConflictCause(cause: unknown): boolean {
  return (
    typeof cause === "object" &&
    cause !== null &&
    "kind" in cause &&
    cause.kind === "TransactionWriteConflict"
  );
}
