import { setTimeout as sleep } from "node:timers/promises";
import { dialLocalServer } from "./local/dial-local-server.ts";
import { DirectoryInUseError } from "./persistence/embedded/directory-lock.ts";

/** How long a bot, or another command, may take to begin or to end. */
export const BUSY_FOR_MS = 8_000;
export const BUSY_POLL_MS = 200;

/**
 * Does what opens the embedded database in the directory; where a short command has it, that is waited for. Throws
 * DirectoryInUseError where it takes longer, and at once where a bot has it.
 */
export async function awaitDirectory<T>(
  open: () => Promise<T>,
  dataDir: string,
  signal: AbortSignal,
  busyForMs = BUSY_FOR_MS,
): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += BUSY_POLL_MS) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DirectoryInUseError) || waitedMs >= busyForMs) throw error;
      const bot = await dialLocalServer(dataDir);
      if (bot.reached || bot.why !== "absent") throw error;
    }
    await sleep(BUSY_POLL_MS, undefined, { signal });
  }
}
