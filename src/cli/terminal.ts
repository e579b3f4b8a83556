import { createInterface } from "node:readline/promises";
import { createInterrupts, type During } from "./interrupts.ts";
import { createOutlets } from "./outlets.ts";
import { fold } from "./print/fold.ts";

/** Where a command is read and answered. */
export interface Terminal {
  /** Whether standard output takes colours: a terminal, without NO_COLOR. */
  readonly hasColour: boolean;
  /** How many characters a line of standard output holds; null where it is no terminal, and lines have no end. */
  readonly columns: number | null;
  /** Whether a person sits there who can be asked. */
  readonly isInteractive: boolean;
  /** Writes to standard output as it is; the text ends its own lines. */
  out(text: string): void;
  /** The same for a person to read: at a terminal its lines are folded between words. */
  say(text: string): void;
  /** To standard error, for a person to read. */
  err(text: string): void;
  /** Asks on standard error, so that standard output stays what was asked for. Throws Interrupted. */
  ask(question: string): Promise<string>;
  /** Does a work; Ctrl-C is answered meanwhile. */
  during: During;
}

/** The person pressed Ctrl-C, or Ctrl-D at a question. The message says what that stopped, as a sentence. */
export class Interrupted extends Error {
  constructor(message = "Stopped: nothing was changed.") {
    super(message);
  }
}

type OwnProcess = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "on" | "off">;

/** The terminal of this process. `isColourOff`: NO_COLOR, which wins over whatever else asks for colours. */
export function createTerminal(process: OwnProcess, { isColourOff }: { isColourOff: boolean }) {
  const { stdin, stdout, stderr } = process;
  const outlets = createOutlets(process);
  const terminal: Terminal & Pick<typeof outlets, "flushed"> = {
    hasColour: stdout.isTTY === true && !isColourOff && stdout.hasColors(),
    columns: columnsOf(stdout),
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    out: outlets.out,
    say: (text) => outlets.out(fold(text, columnsOf(stdout))),
    err: (text) => outlets.err(fold(text, columnsOf(stderr))),
    flushed: outlets.flushed,
    during: createInterrupts(process),
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        const closed = new Promise<never>((_, reject) => {
          lines.once("SIGINT", () => reject(new Interrupted()));
          lines.once("close", () => reject(new Interrupted()));
        });
        closed.catch(() => {});
        // Readline draws its prompt anew as it sees fit: it gets the last line only.
        const last = question.lastIndexOf("\n") + 1;
        terminal.err(question.slice(0, last));
        return (await Promise.race([lines.question(question.slice(last)), closed])).trim();
      } finally {
        lines.close();
      }
    },
  };
  return terminal;
}

function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number | null {
  return isTTY === true && columns > 0 ? columns : null;
}
