import { createInterface } from "node:readline/promises";

/** Where a command is read and answered. */
export interface Terminal {
  /** Whether standard output takes colours: a terminal, without NO_COLOR. */
  readonly hasColour: boolean;
  /** Whether a person sits there who can be asked. */
  readonly isInteractive: boolean;
  /** Writes to standard output; the text ends its own lines. */
  out(text: string): void;
  /** The same to standard error. */
  err(text: string): void;
  /** Asks on standard error, so that standard output stays what was asked for. Throws Interrupted. */
  ask(question: string): Promise<string>;
}

/** The person pressed Ctrl-C or Ctrl-D at a question. */
export class Interrupted extends Error {}

/** The terminal of this process. */
export function createTerminal({
  stdin,
  stdout,
  stderr,
}: Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">) {
  const terminal: Terminal = {
    hasColour: stdout.isTTY === true && stdout.hasColors(),
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        const closed = new Promise<never>((_, reject) => {
          lines.once("SIGINT", () => reject(new Interrupted()));
          lines.once("close", () => reject(new Interrupted()));
        });
        closed.catch(() => {});
        return (await Promise.race([lines.question(question), closed])).trim();
      } finally {
        lines.close();
      }
    },
  };
  return terminal;
}
