import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireDirectoryLock, DirectoryInUseError } from "../../src/persistence/embedded/directory-lock.ts";
import { identifyThisProcess } from "../../src/persistence/embedded/process-identity.ts";
import { runScript } from "./child-process.ts";

// Short enough for a test; the heartbeat stays well within the silence.
const TIMING = { heartbeatMs: 50, silenceMs: 500 };

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lineman-lock-"));
  path = join(directory, "lock");
});
afterEach(() => rmSync(directory, { recursive: true }));

const writeLock = (change: object) =>
  writeFileSync(path, JSON.stringify({ ...identifyThisProcess(), ...change }));
const holderOf = (file: string) => JSON.parse(readFileSync(file, "utf8")).pid;

test("is held until released, twice without harm", async () => {
  const lock = await acquireDirectoryLock(path);
  await expect(acquireDirectoryLock(path)).rejects.toThrow(DirectoryInUseError);
  lock.release();
  lock.release();
  expect(existsSync(path)).toBe(false);
});

test("is not released by a former holder", async () => {
  const former = await acquireDirectoryLock(path);
  writeLock({ pid: 1 });
  former.release();
  expect(holderOf(path)).toBe(1);
});

test("is taken over from a process that is gone", async () => {
  writeLock({ pid: 2 ** 22 + 1 });
  const started = performance.now();
  const lock = await acquireDirectoryLock(path);
  // A holder that cannot be looked up would have to be silent for 15 s.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(holderOf(path)).toBe(process.pid);
  lock.release();
});

test.runIf(process.platform === "linux")(
  "is taken over from a process whose pid belongs to another one now",
  async () => {
    writeLock({ startedAt: "1" });
    (await acquireDirectoryLock(path)).release();
  },
);

test.each([
  { where: "after a reboot or on another machine", holder: { boot: "another" } },
  { where: "in another container", holder: { pidNamespace: "pid:[1]" } },
])(
  "is refused while the holder $where shows a heartbeat, and taken over when it falls silent",
  async ({ holder }) => {
    writeLock(holder);
    const heartbeat = setInterval(() => utimesSync(path, new Date(), new Date()), TIMING.heartbeatMs);
    await expect(acquireDirectoryLock(path, TIMING)).rejects.toThrow(DirectoryInUseError);
    clearInterval(heartbeat);
    const started = performance.now();
    (await acquireDirectoryLock(path, TIMING)).release();
    expect(performance.now() - started).toBeGreaterThan(TIMING.silenceMs);
  },
);

test("is taken over when it was cut short and nobody completes it", async () => {
  writeFileSync(path, '{"pid":');
  (await acquireDirectoryLock(path, TIMING)).release();
});

test("shows a heartbeat while it is held", async () => {
  const lock = await acquireDirectoryLock(path, TIMING);
  utimesSync(path, 0, 0);
  await expect.poll(() => Date.now() - TIMING.silenceMs < statSync(path).mtimeMs).toBe(true);
  lock.release();
});

test("goes to exactly one of several processes that find it stale at the same moment", async () => {
  writeLock({ pid: 2 ** 22 + 1 });
  const contenders = [1, 2, 3, 4].map(() => runScript("lock-contender.ts", path));
  await Promise.all(contenders.map((contender) => contender.nextLine()));
  for (const contender of contenders) contender.write("go\n");
  const outcomes = await Promise.all(contenders.map((contender) => contender.nextLine()));
  await Promise.all(contenders.map((contender) => contender.kill()));
  expect(outcomes.sort()).toEqual(["held", "refused", "refused", "refused"]);
});

test("is given back by a process that exits in the middle of its work", async () => {
  const holder = runScript("lock-contender.ts", path, "exit");
  await holder.nextLine();
  holder.write("go\n");
  expect(await holder.nextLine()).toBe("held");
  expect(await holder.nextLine()).toBeUndefined();
  expect(existsSync(path)).toBe(false);
});

test("is left at once by a holder that was killed", async () => {
  const holder = runScript("lock-contender.ts", path);
  await holder.nextLine();
  holder.write("go\n");
  expect(await holder.nextLine()).toBe("held");
  await expect(acquireDirectoryLock(path)).rejects.toThrow(`process ${holder.pid}`);
  await holder.kill();
  (await acquireDirectoryLock(path)).release();
});

test("knows whether it is still held", async () => {
  const lock = await acquireDirectoryLock(path);
  expect(lock.isHeld()).toBe(true);
  writeLock({ pid: 1 });
  expect(lock.isHeld()).toBe(false);
  lock.release();
});
