import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type ScriptProcess = {
  pid: number;
  /** The next line that the script wrote; undefined after its end. */
  nextLine(): Promise<string | undefined>;
  write(text: string): void;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
};

/** Runs a TypeScript file of this folder in a process of its own. */
export function runScript(file: string, ...args: string[]): ScriptProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    pid: child.pid!,
    nextLine: async () => (await lines.next()).value,
    write: (text) => child.stdin!.write(text),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
