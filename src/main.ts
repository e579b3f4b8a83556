import { config as readDotenv } from "dotenv";
import { runCommandLine } from "./cli/run-command-line.ts";
import { createTerminal } from "./cli/terminal.ts";
import { loadConfig } from "./config.ts";

readDotenv({ quiet: true });
const args = process.argv.slice(2);
const exitCode = await runCommandLine(args, { terminal: createTerminal(process), loadConfig });
// Not process.exit: what is still being written to a pipe would be cut off.
if (exitCode !== null) process.exitCode = exitCode;
