import { awaitDirectory } from "./await-directory.ts";
import { closedBy } from "./closed-by.ts";
import type { Config } from "./config.ts";
import { DeskClosed, dialBot } from "./dial-bot.ts";
import { migrate } from "./persistence/migrate.ts";
import { openDatabase } from "./persistence/open-database.ts";

/** Applies the pending migrations; their names. Throws DeskClosed where a running bot has the embedded database, or none can be opened. */
export async function applyMigrations(
  { database }: Pick<Config, "database">,
  onWarning: (message: string) => void,
): Promise<string[]> {
  if ((await dialBot(database)) !== null)
    throw new DeskClosed(
      "The bot is running on this embedded database.",
      "It applies migrations when it starts: restart it.",
    );
  try {
    const { url, dataDir } = database;
    const open = () => openDatabase({ databaseUrl: url ?? undefined, dataDir });
    const opened = await awaitDirectory(open, dataDir, new AbortController().signal);
    try {
      return await migrate(opened.pool, { onWarning });
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw closedBy(error, database);
  }
}
