import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

it("says that .env cannot be read, before the faults that come of it", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "lineman-main-"));
  await mkdir(join(cwd, ".env"));
  const child = spawn(process.execPath, ["--import", TSX, MAIN, "start"], {
    cwd,
    env: { PATH: process.env["PATH"] },
  });
  const [err] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(err).toMatch(/^The file \.env in .* cannot be read \(EISDIR/);
  expect(err).toContain("\nLineman cannot start: ");
});

it("prints every fault of the configuration to stderr and exits with 78", async () => {
  // Elsewhere than in the repository: a developer's .env is not part of the test.
  const cwd = await mkdtemp(join(tmpdir(), "lineman-main-"));
  const env = { PATH: process.env["PATH"], PORT: "hunter2", SLACK_BOT_TOKEN: "xoxp-hunter2" };
  const child = spawn(process.execPath, ["--import", TSX, MAIN, "start"], { cwd, env });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect({ code, out }).toEqual({ code: 78, out: "" });
  expect(err).toContain("Lineman cannot start: 9 faults in the configuration.");
  expect(err).toContain(
    "  ENCRYPTION_KEY is not set\n      ENCRYPTION_KEY must be 32 bytes in base64. Make one: node -e ",
  );
  expect(err).toContain("  PORT is not a whole number from 0 to 65535\n");
  expect(err).not.toContain("hunter2");
});
