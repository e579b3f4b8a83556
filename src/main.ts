import { createSession } from "./cli/create-session.ts";
import { EXIT } from "./cli/exit-codes.ts";
import { runCommandLine } from "./cli/run-command-line.ts";
import { createTerminal } from "./cli/terminal.ts";
import { isColourOff, loadConfig } from "./config.ts";
import { readEnvFile } from "./read-env-file.ts";

const trouble = readEnvFile();
const terminal = createTerminal(process, { isColourOff: isColourOff() });
const openSession = (isJson: () => boolean) =>
  createSession(terminal, {
    isJson,
    loadConfig() {
      // Before the faults that come of it.
      if (trouble !== null) terminal.err(trouble);
      return loadConfig();
    },
  });
const exitCode = await runCommandLine(process.argv.slice(2), { terminal, openSession });
if (exitCode !== null) {
  // Before process.exit: what is still being written to a pipe would be cut off.
  const isWhole = await terminal.flushed();
  // What was stopped may wait for an answer of a provider's still: nobody else does.
  process.exit(exitCode === EXIT.done && !isWhole ? EXIT.broken : exitCode);
}
