import { config as readDotenv } from "dotenv";
import { createSession } from "./cli/create-session.ts";
import { runCommandLine } from "./cli/run-command-line.ts";
import { createTerminal } from "./cli/terminal.ts";
import { loadConfig } from "./config.ts";

readDotenv({ quiet: true });
const args = process.argv.slice(2);
const terminal = createTerminal(process);
const openSession = (isJson: () => boolean) => createSession(terminal, { isJson, loadConfig });
const exitCode = await runCommandLine(args, { terminal, openSession });
// Not process.exit: what is still being written to a pipe would be cut off.
if (exitCode !== null) process.exitCode = exitCode;
