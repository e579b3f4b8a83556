import { config as readDotenv } from "dotenv";
import { ConfigError } from "./config/config-error.ts";
import { type Config, loadConfig, secretsOf } from "./config.ts";
import { createLogger } from "./observability/logger.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

/** EX_CONFIG of sysexits.h: a supervisor need not try again, nothing changes by itself. */
const EXIT_CONFIG = 78;

readDotenv({ quiet: true });
const config = configOrExit();
const log = createLogger({ level: config.logLevel, secrets: secretsOf(config) });
for (const notice of config.notices) log.warn({}, notice);
// Loaded only now: faults in the configuration are told at once, without the SDKs.
const { createApp } = await import("./app.ts");
await runUntilStopped(createApp(config, log), { process, exit: (code) => process.exit(code), log });

function configOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.toString()}\n`);
    return process.exit(EXIT_CONFIG);
  }
}
