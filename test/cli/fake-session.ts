import { createSession } from "../../src/cli/create-session.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { fold } from "../../src/cli/print/fold.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { Session } from "../../src/cli/session.ts";
import { Interrupted, type Terminal } from "../../src/cli/terminal.ts";
import { createDesk } from "../../src/local/desk.ts";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";

export interface FakeRun {
  code: ExitCode | null;
  out: string;
  err: string;
  /** What the person was asked, in order. */
  questions: string[];
}

interface Fakes {
  /** What the person at the terminal answers, then Ctrl-C; null: nobody sits there. */
  answers?: string[] | null;
  hasColour?: boolean;
  columns?: number | null;
  /** Means that a command has beside its desk. */
  session?: Partial<Session>;
}

/** Runs one command against these verbs, in this process. The rest is the real thing. */
export async function runFake(
  args: string[],
  verbs: Partial<CommandVerbs> = {},
  { answers = null, hasColour = false, columns = null, session = {} }: Fakes = {},
): Promise<FakeRun> {
  const run: FakeRun = { code: null, out: "", err: "", questions: [] };
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
      const answer = answers?.shift();
      if (answer === undefined) throw new Interrupted();
      return answer;
    },
  };
  const loadConfig = () => {
    throw new Error("no command needs a configuration here");
  };
  const desk = createDesk(verbs as CommandVerbs);
  run.code = await runCommandLine(args, {
    terminal,
    openSession: (isJson) => ({
      ...createSession(terminal, { isJson, loadConfig }),
      osUser: () => "shell",
      currentKeyId: async () => "0011aabb",
      atDesk: (work) => work(desk),
      ...session,
    }),
  });
  return run;
}
