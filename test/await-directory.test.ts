import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { awaitDirectory } from "../src/await-directory.ts";
import { createLocalServer } from "../src/local/create-local-server.ts";
import type { CommandVerbs } from "../src/operations/command-verbs.ts";
import { acquireDirectoryLock, DirectoryInUseError } from "../src/persistence/embedded/directory-lock.ts";

const NEVER = new AbortController().signal;

let directory: string;
const take = () => acquireDirectoryLock(join(directory, "lineman.lock"));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lineman-busy-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("waits for a command that has the directory for a moment", async () => {
  const command = await take();
  const waiting = awaitDirectory(take, directory, NEVER);
  await sleep(300);
  command.release();
  (await waiting).release();
});

it("gives up on one that stays, and at once where a bot answers or the start is called off", async () => {
  const holder = await take();
  await expect(awaitDirectory(take, directory, NEVER, 300)).rejects.toThrow(DirectoryInUseError);
  const calledOff = AbortSignal.timeout(50);
  await expect(awaitDirectory(take, directory, calledOff)).rejects.toMatchObject({ name: "AbortError" });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const bot = createLocalServer(directory, {} as CommandVerbs, log);
  await bot.listen();
  const started = performance.now();
  await expect(awaitDirectory(take, directory, NEVER)).rejects.toThrow(DirectoryInUseError);
  expect(performance.now() - started).toBeLessThan(4_000);
  await bot.close(100);
  holder.release();
});

it("passes on whatever else goes wrong", async () => {
  const broken = () => Promise.reject(new Error("the disk is full"));
  await expect(awaitDirectory(broken, directory, NEVER)).rejects.toThrow("the disk is full");
});
