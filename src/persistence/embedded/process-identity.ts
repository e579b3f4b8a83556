import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who a process is, so that another one can tell later whether it still runs. Empty strings: the system does not say. */
export type ProcessIdentity = {
  pid: number;
  /** In clock ticks since boot, field 22 of /proc/<pid>/stat: tells a process from a later one with the same pid. */
  startedAt: string;
  /** The boot of the machine; where the system does not number its boots, the machine's name. */
  boot: string;
  /** Containers on one machine have one boot, but each its own pids. */
  pidNamespace: string;
};

/** The identity of the running process. */
export function identifyThisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    startedAt: readStat(process.pid)?.startedAt ?? "",
    boot: read("/proc/sys/kernel/random/boot_id") || hostname(),
    pidNamespace: readPidNamespace(),
  };
}

/** Whether the process still runs; "unknown" where it cannot be told from here (other machine, other container, pid used again?). */
export function judgeProcess(identity: ProcessIdentity): "running" | "gone" | "unknown" {
  const here = identifyThisProcess();
  if (identity.boot !== here.boot || identity.pidNamespace !== here.pidNamespace) return "unknown";
  if (!exists(identity.pid)) return "gone";
  const stat = readStat(identity.pid);
  if (stat === undefined || identity.startedAt === "") return "unknown";
  // A zombie has ended and only waits for its parent to notice.
  if (stat.state === "Z" || stat.state === "X") return "gone";
  return stat.startedAt === identity.startedAt ? "running" : "gone";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** See proc(5): the name in parentheses may hold anything, so the fields are counted from the last parenthesis. */
function readStat(pid: number): { state: string; startedAt: string } | undefined {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startedAt] = [fields[0], fields[19]];
  return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
}

function readPidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
