import { type Config, secretsOf } from "./config.ts";
import { createLogger } from "./observability/logger.ts";
import type { Log } from "./operations/ports/world.ts";

/** A log of errors only, for a command: `write` takes its lines, so that standard output stays the command's answer. */
export function createQuietLog(config: Config, write: (line: string) => void): Log {
  return createLogger({ level: "error", secrets: secretsOf(config), destination: { write } });
}
