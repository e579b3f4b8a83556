import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyThisProcess, judgeProcess, type ProcessIdentity } from "./process-identity.ts";

export type DirectoryLock = {
  /** Gives the lock back; safe to call twice. */
  release(): void;
  /** False once somebody else has taken it. */
  isHeld(): boolean;
};

export type LockTiming = {
  /** How often the holder touches the lock file. */
  heartbeatMs: number;
  /** How long a holder that cannot be looked up must have been silent before it counts as dead. */
  silenceMs: number;
};

const DEFAULT_TIMING: LockTiming = { heartbeatMs: 2_000, silenceMs: 15_000 };
const POLL_MS = 100;

/** Thrown when another process holds the lock. */
export class DirectoryInUseError extends Error {
  override name = "DirectoryInUseError";
}

/**
 * Takes the lock file at `path`, which says that one process only may work in its directory. A lock whose process is gone
 * (kill -9, reboot) is taken over: at once where the process can be looked up, else (another container or machine shares the
 * directory) after `silenceMs` without a heartbeat. Throws DirectoryInUseError, naming the pid, while the holder lives.
 * A holder that loses the lock all the same is stopped by an uncaught error: two writers would destroy the data.
 */
export async function acquireDirectoryLock(path: string, timing = DEFAULT_TIMING): Promise<DirectoryLock> {
  const mine = JSON.stringify({ ...identifyThisProcess(), nonce: randomUUID() });
  for (let watch: Watch | undefined; ; ) {
    if (createExclusively(path, mine)) return hold(path, mine, timing);
    const found = readLock(path);
    if (found === undefined) continue;
    watch = watch?.content === found.content ? watch : { ...found, since: performance.now() };
    const verdict = judge(found, watch, timing.silenceMs);
    if (verdict === "held") throw new DirectoryInUseError(describeHolder(path, found.content));
    if (verdict === "stale" && (await replaceStale(path, found.content, mine, timing))) {
      return hold(path, mine, timing);
    }
    await sleep(POLL_MS);
  }
}

type LockFile = { content: string; touchedAtMs: number };
type Watch = LockFile & { since: number };

function judge(found: LockFile, watch: Watch, silenceMs: number): "held" | "stale" | "undecided" {
  const holder = parseHolder(found.content);
  const verdict = holder === undefined ? "unknown" : judgeProcess(holder);
  if (verdict === "running") return "held";
  if (verdict === "gone") return "stale";
  // Only changes are compared, never the file's time with this machine's clock: a shared directory may have another one.
  if (holder !== undefined && found.touchedAtMs !== watch.touchedAtMs) return "held";
  return performance.now() - watch.since > silenceMs ? "stale" : "undecided";
}

/**
 * Replaces exactly the stale lock that was judged. A lock of its own guards the step, so that of two processes that judged
 * the same lock the slower one cannot replace the fresh lock of the faster. False: somebody else is or was at it.
 */
async function replaceStale(path: string, stale: string, mine: string, timing: LockTiming): Promise<boolean> {
  let guard: DirectoryLock;
  try {
    guard = await acquireDirectoryLock(`${path}.takeover`, timing);
  } catch (error) {
    if (error instanceof DirectoryInUseError) return false;
    throw error;
  }
  try {
    if (readLock(path)?.content !== stale) return false;
    const replacement = `${path}.${process.pid}`;
    writeFileSync(replacement, mine);
    renameSync(replacement, path);
    return true;
  } finally {
    guard.release();
  }
}

function hold(path: string, mine: string, { heartbeatMs }: LockTiming): DirectoryLock {
  const isMine = () => readLock(path)?.content === mine;
  const heartbeat = setInterval(() => {
    if (!isMine()) {
      clearInterval(heartbeat);
      throw new DirectoryInUseError(
        `The lock ${path} was taken or removed by somebody else; stopping to save the data.`,
      );
    }
    utimesSync(path, new Date(), new Date());
  }, heartbeatMs);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    process.off("exit", release);
    if (isMine()) rmSync(path, { force: true });
  };
  // A command that is stopped in the middle ends so: nothing writes any more by then.
  process.once("exit", release);
  return { isHeld: isMine, release };
}

function createExclusively(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Undefined when there is no lock file (any more). */
function readLock(path: string): LockFile | undefined {
  try {
    return { content: readFileSync(path, "utf8"), touchedAtMs: statSync(path).mtimeMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Undefined for a lock that is being written this moment, or was cut short by a full disk or a power loss. */
function parseHolder(content: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(content) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function describeHolder(path: string, content: string): string {
  const pid = parseHolder(content)?.pid;
  const who = pid === process.pid ? `this very process (${pid})` : `process ${pid}`;
  return `The data directory is in use by ${who}: ${path}. Stop that process, or give this one another DATA_DIR.`;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
