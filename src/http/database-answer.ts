import { DatabaseAwaited, databaseTrouble } from "../domain/database-trouble.ts";
import type { ErrorAnswer } from "./framework-answer.ts";

const RETRY_SECONDS = 5;

/**
 * The answer where the database does not work; null for any other error. `failed`: what the route calls its failure, where it
 * has words of its own. It goes into the log like a bug, with all that the caller is not told, unless nothing was begun.
 */
export function databaseAnswer(error: unknown, failed: string | undefined): ErrorAnswer | null {
  const trouble = databaseTrouble(error);
  if (trouble === null) return null;
  const wasBegun = !(error instanceof DatabaseAwaited);
  const logged = wasBegun ? ({ bug: true } as const) : {};
  if (failed !== undefined)
    return { status: 500, message: `${failed}: the database does not work (${trouble})`, ...logged };
  const next = wasBegun
    ? "This may not have been done: look at the phone number before another try"
    : "Nothing was done: try again later";
  return {
    status: 503,
    message: `The database does not work (${trouble}). ${next}`,
    headers: { "retry-after": String(RETRY_SECONDS) },
    ...logged,
  };
}
