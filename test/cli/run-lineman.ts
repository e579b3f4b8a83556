import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/lineman.mjs", import.meta.url));

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line as a process of its own, with no terminal, elsewhere than in the repository (whose .env is none of ours). */
export async function runLineman(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number | null, out, err };
}

/** The same, for a command that answers in JSON. */
export async function askLineman(args: readonly string[], env: Record<string, string>) {
  const ended = await runLineman([...args, "--json"], env);
  // Read by tests that know what they asked for.
  // biome-ignore lint/suspicious/noExplicitAny: each command has an answer of its own
  return { ...ended, json: JSON.parse(ended.out === "" ? "null" : ended.out) as any };
}
