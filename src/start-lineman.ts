import { createApp } from "./app.ts";
import { type Config, secretsOf } from "./config.ts";
import { createLogger } from "./observability/logger.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

/** Runs the bot until a signal ends it; `process` exits then. */
export async function startLineman(config: Config): Promise<void> {
  const log = createLogger({ level: config.logLevel, secrets: secretsOf(config) });
  for (const notice of config.notices) log.warn({}, notice);
  await runUntilStopped(createApp(config, log), { process, exit: (code) => process.exit(code), log });
}
