import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createDatabase } from "../../src/persistence/create-database.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { startOutside } from "../../standins/outside.ts";
import { aNewNumber } from "../support/new-number.ts";
import { runLineman } from "./run-lineman.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/lineman.mjs", import.meta.url));

it("stops a check at once, says that nothing was changed, and gives the data directory back", {
  timeout: 120_000,
}, async () => {
  const outside = await startOutside();
  const directory = await mkdtemp(join(tmpdir(), "lineman-stop-"));
  // Takes every question, and answers none.
  const mute = createServer(() => {}).listen(0, "127.0.0.1");
  await once(mute, "listening");
  const { port } = mute.address() as AddressInfo;
  const env = { ...outside.env, DATA_DIR: directory, TWILIO_API_URL: `http://127.0.0.1:${port}` };
  expect((await runLineman(["migrate"], env)).code).toBe(0);
  const opened = await openDatabase({ dataDir: directory });
  const secretBox = createSecretBox({ key: outside.env["ENCRYPTION_KEY"] ?? "", oldKeys: [] });
  const jobs = { enqueue: async () => {}, wake: () => {} };
  const stored = createDatabase({ pool: opened.pool, secretBox, jobs });
  const number = await stored.numbers.create(aNewNumber({ status: "corrupted" }), "0".repeat(32));
  await opened.close();

  const child = spawn(process.execPath, [LAUNCHER, "numbers", "force-delete", String(number?.id), "--yes"], {
    cwd: directory,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const [asked] = await once(mute, "connection");
  expect(existsSync(join(directory, "lineman.lock"))).toBe(true);
  child.kill("SIGINT");
  const [code, signal] = await once(child, "exit");
  expect({ code, signal }).toEqual({ code: 130, signal: null });
  expect(await said).toMatch(/\nStopped: nothing was changed\.\n$/);
  expect(existsSync(join(directory, "lineman.lock"))).toBe(false);
  asked.destroy();
  mute.close();
  await outside.close();
  await rm(directory, { recursive: true });
});
