import { DatabaseAwaited, databaseTrouble } from "../domain/database-trouble.ts";
import type { ErrorAnswer } from "./framework-answer.ts";
import type { RouteWords } from "./route-words.ts";

const RETRY_SECONDS = 5;

/**
 * The answer where the database does not work; null for any other error. A route with words of its own for its failure has
 * them here as well. It goes into the log like a bug, with all that the caller is not told, unless nothing was begun.
 */
export function databaseAnswer(
  error: unknown,
  { unexpected: failed, isRead }: RouteWords,
): ErrorAnswer | null {
  const trouble = databaseTrouble(error);
  if (trouble === null) return null;
  const wasBegun = !(error instanceof DatabaseAwaited);
  const logged = wasBegun ? ({ bug: true } as const) : {};
  if (failed !== undefined)
    return { status: 500, message: `${failed}: the database does not work (${trouble})`, ...logged };
  return {
    status: 503,
    message: `The database does not work (${trouble}). ${nextStep(wasBegun, isRead === true)}`,
    headers: { "retry-after": String(RETRY_SECONDS) },
    ...logged,
  };
}

function nextStep(wasBegun: boolean, isRead: boolean): string {
  if (isRead) return "Try again later";
  if (!wasBegun) return "Nothing was done: try again later";
  return "This may not have been done: look at the phone number before another try";
}
