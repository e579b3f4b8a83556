import { createSession } from "../../src/cli/create-session.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { explainError } from "../../src/cli/explain-error.ts";
import { createProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { createDesk } from "../../src/local/desk.ts";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";

export interface FakeRun {
  code: ExitCode | null;
  out: string;
  /** What the person was asked, in order. */
  questions: string[];
}

/**
 * Runs one command against these verbs, at a terminal where a person gives these answers (none: nobody sits there). The rest
 * is the real thing.
 */
export async function runFake(
  args: string[],
  verbs: Partial<CommandVerbs>,
  { answers = null, hasColour = false }: { answers?: string[] | null; hasColour?: boolean } = {},
): Promise<FakeRun> {
  const run: FakeRun = { code: null, out: "", questions: [] };
  const terminal: Terminal = {
    hasColour,
    isInteractive: answers !== null,
    out: (text) => {
      run.out += text;
    },
    err: () => {},
    async ask(question) {
      run.questions.push(question);
      return answers?.shift() ?? "";
    },
  };
  const loadConfig = () => {
    throw new Error("no command needs a configuration here");
  };
  const isJson = () => args.includes("--json");
  const session = {
    ...createSession(terminal, { isJson, loadConfig }),
    osUser: () => "shell",
    currentKeyId: async () => "0011aabb",
    atDesk: async <T>(work: (desk: ReturnType<typeof createDesk>) => Promise<T>) =>
      work(createDesk(verbs as CommandVerbs)),
  };
  try {
    await createProgram(session, terminal).parseAsync(args, { from: "user" });
    run.code = session.exitCode();
  } catch (error) {
    const { exitCode, words } = explainError(error);
    run.code = exitCode;
    run.out += words ?? "";
  }
  return run;
}
