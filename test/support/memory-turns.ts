import type { Turns } from "../../src/operations/ports/turns.ts";
import type { Clock } from "../../src/operations/ports/world.ts";

/** Turns of one process, by its own clock. */
export function createMemoryTurns({ now }: Pick<Clock, "now">): Turns {
  const nextAt = new Map<string, number>();
  return {
    async take(lane, { intervalMs, longestWaitMs }) {
      const at = now().getTime();
      const next = Math.max(at, nextAt.get(lane) ?? 0);
      if (next - at > longestWaitMs) return { taken: false, waitMs: next - at };
      nextAt.set(lane, next + intervalMs);
      return { taken: true, waitMs: next - at };
    },
    async waitMs(lane) {
      return Math.max(0, (nextAt.get(lane) ?? 0) - now().getTime());
    },
    async pause(lane, ms) {
      nextAt.set(lane, Math.max(nextAt.get(lane) ?? 0, now().getTime() + ms));
    },
  };
}
