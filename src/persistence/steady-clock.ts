import { uptime } from "node:os";

/** What the two clocks differ by without a suspension: the system's is told in hundredths of a second. */
const NO_SUSPENSION_MS = 1_000;

/**
 * Milliseconds by a clock that nobody can set and that goes on while the machine is suspended. `performance.now()` alone stands
 * still then on Linux (CLOCK_MONOTONIC), the time since boot does not (libuv's uv_uptime: /proc/uptime, CLOCK_BOOTTIME).
 */
export function createSteadyClock(
  runningMs = () => performance.now(),
  sinceBootMs = () => uptime() * 1_000,
): () => number {
  const apartMs = () => sinceBootMs() - runningMs();
  const atFirstMs = apartMs();
  return () => {
    const suspendedMs = apartMs() - atFirstMs;
    return runningMs() + (suspendedMs > NO_SUSPENSION_MS ? suspendedMs : 0);
  };
}
