import type { Config } from "./config.ts";
import { dialBot, type OpenDesk } from "./dial-bot.ts";
import type { Log } from "./operations/ports/world.ts";

/**
 * Opens the way to the data: through the running bot where that has the embedded database, else the database itself. Throws
 * DeskClosed. `asItIs`: also where migrations are pending, to look at it.
 */
export async function openDesk(config: Config, log: Log, { asItIs = false } = {}): Promise<OpenDesk> {
  const bot = await dialBot(config.database);
  if (bot !== null) return bot;
  // Loaded only now: whoever asks the bot needs neither database nor providers.
  const { openOwnDesk } = await import("./open-own-desk.ts");
  return openOwnDesk(config, log, asItIs);
}
