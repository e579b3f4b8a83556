import type { Config } from "../config.ts";
import { createSession } from "./create-session.ts";
import type { ExitCode } from "./exit-codes.ts";
import { explainError } from "./explain-error.ts";
import { createProgram } from "./program.ts";
import type { Terminal } from "./terminal.ts";

/** Does what the arguments ask for; how the process is to end, or null where it goes on and ends itself. Does not throw. */
export async function runCommandLine(
  args: readonly string[],
  { terminal, loadConfig }: { terminal: Terminal; loadConfig: () => Config },
): Promise<ExitCode | null> {
  // Also where commander cannot read the rest.
  const isJson = () => args.includes("--json");
  const session = createSession(terminal, { isJson, loadConfig });
  try {
    await createProgram(session, terminal).parseAsync([...args], { from: "user" });
    return session.exitCode();
  } catch (error) {
    const { exitCode, code, words, details } = explainError(error);
    if (words === null) return exitCode;
    if (isJson()) {
      const answer = { success: false, error: { code, message: words.trim(), ...details } };
      terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else terminal.err(words);
    return exitCode;
  }
}
