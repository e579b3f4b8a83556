import { EventEmitter } from "node:events";
import { createSession } from "../../src/cli/create-session.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { createInterrupts } from "../../src/cli/interrupts.ts";
import { fold } from "../../src/cli/print/fold.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { Session } from "../../src/cli/session.ts";
import { Interrupted, type Terminal } from "../../src/cli/terminal.ts";
import type { OpenDesk } from "../../src/dial-bot.ts";
import { createDesk } from "../../src/local/desk.ts";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";

export interface FakeRun {
  code: ExitCode | null;
  out: string;
  err: string;
  /** What the person was asked, in order. */
  questions: string[];
  /** How many desks stood open at each of these. */
  openAtQuestions: number[];
  /** How many stand open still. */
  open: number;
}

interface Fakes {
  /** What the person at the terminal answers, then Ctrl-C; null: nobody sits there. */
  answers?: string[] | null;
  hasColour?: boolean;
  columns?: number | null;
  /** Ctrl-C, and how often, while this is asked of the desk. */
  ctrlC?: { during: keyof CommandVerbs; times: number };
  /** Means that a command has beside its desk. */
  session?: Partial<Session>;
}

/** Runs one command against these verbs, in this process. The rest is the real thing. */
export async function runFake(
  args: string[],
  verbs: Partial<CommandVerbs> = {},
  { answers = null, hasColour = false, columns = null, ctrlC, session = {} }: Fakes = {},
): Promise<FakeRun> {
  const process = new EventEmitter();
  const run: FakeRun = { code: null, out: "", err: "", questions: [], openAtQuestions: [], open: 0 };
  const terminal: Terminal = {
    hasColour,
    columns,
    isInteractive: answers !== null,
    out: (text) => {
      run.out += text;
    },
    say: (text) => {
      run.out += fold(text, columns);
    },
    err: (text) => {
      run.err += fold(text, columns);
    },
    async ask(question) {
      run.questions.push(question);
      run.openAtQuestions.push(run.open);
      const answer = answers?.shift();
      if (answer === undefined) throw new Interrupted();
      return answer;
    },
    during: createInterrupts(process),
  };
  const loadConfig = () => {
    throw new Error("no command needs a configuration here");
  };
  const desk: OpenDesk = {
    ...createDesk(verbs as CommandVerbs),
    via: "database",
    close: async () => {
      run.open -= 1;
    },
  };
  const { ask } = desk;
  desk.ask = (name, request) => {
    const answer = ask(name, request);
    if (name === ctrlC?.during)
      for (let i = 0; i < ctrlC.times; i += 1) setImmediate(() => process.emit("SIGINT"));
    return answer;
  };
  const open = async () => {
    run.open += 1;
    return desk;
  };
  run.code = await runCommandLine(args, {
    terminal,
    openSession: (isJson) => ({
      ...createSession(terminal, { isJson, loadConfig, open }),
      osUser: () => "shell",
      currentKeyId: async () => "0011aabb",
      ...session,
    }),
  });
  return run;
}
