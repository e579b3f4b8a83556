import { CommanderError } from "commander";
import { ConfigError } from "../config/config-error.ts";
import type { Failure } from "../local/verb-failed.ts";
import { VerbFailed } from "../local/verb-failed.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { inert } from "./print/paper.ts";
import { Refused, UsageError } from "./session.ts";
import { Interrupted } from "./terminal.ts";

/** How an error is told and how the process ends. */
export interface Explained {
  exitCode: ExitCode;
  code: string;
  /** They end their own lines. */
  words: string;
  /** People have been told already; machines have not. */
  isWritten: boolean;
  details: object;
}

/** The one door from an error to a person or a machine at the command line. */
export function explainError(error: unknown): Explained {
  const told = (exitCode: ExitCode, code: string, words: string, details: object = {}) => ({
    exitCode,
    code,
    words: words.endsWith("\n") ? words : `${words}\n`,
    isWritten: false,
    details,
  });
  if (error instanceof CommanderError) {
    const wrong = error.code === "commander.help" ? "Name a command." : error.message.replace(/^error: /, "");
    const exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return { ...told(exitCode, "usage", wrong), isWritten: true };
  }
  if (error instanceof UsageError) return told(EXIT.usage, "usage", error.message);
  if (error instanceof ConfigError)
    return told(EXIT.config, error.code, error.toString(), { faults: error.faults });
  if (error instanceof Refused) return told(EXIT.refused, "refused", error.message, error.details);
  if (error instanceof Interrupted) return told(EXIT.interrupted, "interrupted", `\n${error.message}`);
  if (error instanceof VerbFailed) {
    const { failure } = error;
    return told(EXIT_OF[failure.code], failure.code, failureWords(failure));
  }
  const why = error instanceof Error ? error.message : String(error);
  return told(EXIT.broken, "broken", why);
}

const EXIT_OF: Record<Failure["code"], ExitCode> = {
  invalid_input: EXIT.refused,
  not_permitted: EXIT.refused,
  not_found: EXIT.notFound,
  conflict: EXIT.refused,
  illegal_transition: EXIT.refused,
  confirmation_required: EXIT.refused,
  provider_error: EXIT.broken,
  unexpected: EXIT.broken,
  unknown_verb: EXIT.broken,
  answer_lost: EXIT.broken,
};

function failureWords({ code, message }: Failure): string {
  if (code === "not_found") return `${inert(message)} \`lineman numbers list\` shows all that are recorded.`;
  return inert(message);
}
