import type { Config } from "./config.ts";
import { DeskClosed } from "./dial-bot.ts";
import { databaseTrouble } from "./domain/database-trouble.ts";

/** Why the desk cannot be opened: what went wrong as the database was opened, and where to look. */
export function closedBy(error: unknown, { url }: Config["database"]): DeskClosed {
  const what = error instanceof Error ? error.message : String(error);
  return new DeskClosed(what.endsWith(".") || what.endsWith("?") ? what : `${what}.`, nextFor(error, url), {
    cause: error,
  });
}

function nextFor(error: unknown, url: string | null): string | null {
  if (url !== null)
    return databaseTrouble(error) === null
      ? null
      : "Check DATABASE_URL, and that the server runs and lets this host in.";
  const isFile = error instanceof Error && "syscall" in error;
  return isFile ? "Check DATA_DIR: this system user must be able to read and write there." : null;
}
