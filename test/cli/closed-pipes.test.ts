import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const LAUNCHER = fileURLToPath(new URL("../../bin/lineman.mjs", import.meta.url));

/** Runs `lineman <rest>` in a shell, elsewhere than in the repository: its own exit code, and what it said on standard error. */
async function shell(rest: string) {
  const cwd = await mkdtemp(join(tmpdir(), "lineman-pipe-"));
  const line = `"$NODE" "$LAUNCHER" ${rest}\nexit "\${PIPESTATUS[0]}"`;
  const env = { PATH: process.env["PATH"] ?? "", NODE: process.execPath, LAUNCHER };
  const child = spawn("bash", ["-c", line], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code: code as number | null, err };
}

it.each([
  ["--help | true", 0],
  // Every check of a configuration that is not there has failed.
  ["doctor | true", 5],
])(
  "%s ends with its own code, and without a word about the pipe",
  { timeout: 60_000 },
  async (rest, code) => {
    expect(await shell(rest)).toEqual({ code, err: "" });
  },
);

it("says in one line that standard output is full, and that the answer is not whole", {
  timeout: 60_000,
}, async () => {
  const { code, err } = await shell("--help > /dev/full");
  expect(code).toBe(1);
  expect(err).toMatch(/^Not everything could be written to standard output \(ENOSPC: [^\n]*\n$/);
  expect((await shell("doctor > /dev/full 2> /dev/full")).code).toBe(5);
});
