import type { OpenSession } from "./create-session.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { explainError } from "./explain-error.ts";
import { createProgram } from "./program.ts";
import type { Terminal } from "./terminal.ts";

/** Does what the arguments ask for; how the process is to end, or null where it goes on and ends itself. Does not throw. */
export async function runCommandLine(
  args: readonly string[],
  { terminal, openSession }: { terminal: Terminal; openSession: (isJson: () => boolean) => OpenSession },
): Promise<ExitCode | null> {
  // Also where commander cannot read the rest.
  const isJson = () => args.includes("--json");
  const session = openSession(isJson);
  try {
    await createProgram(session, terminal).parseAsync([...args], { from: "user" });
    return session.exitCode();
  } catch (error) {
    const { exitCode, code, words, isWritten, details } = explainError(error);
    // Help was asked for, and given.
    if (exitCode === EXIT.done) return exitCode;
    if (isJson()) {
      const answer = { success: false, error: { code, message: words.trim(), ...details } };
      terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else if (!isWritten) terminal.err(words);
    return exitCode;
  }
}
