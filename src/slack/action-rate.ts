import type { Turns } from "../operations/ports/turns.ts";

/** So many things within a minute: far more than a person does in the worst of nights, far less than a stuck script. */
export const MOST_ACTIONS = 30;
const WINDOW_MS = 60_000;
const PACE = { intervalMs: WINDOW_MS / MOST_ACTIONS, longestWaitMs: WINDOW_MS - WINDOW_MS / MOST_ACTIONS };

/** How fast one person may act, in all processes together. */
export interface ActionRate {
  /** Counts one thing that a person does: null where it may be done, else in how many ms the next may. */
  count(userId: string): Promise<number | null>;
}

/** `MOST_ACTIONS` at once, then as many a minute; what is refused does not count. One statement for each. */
export function createActionRate(turns: Turns): ActionRate {
  return {
    async count(userId) {
      const { taken, waitMs } = await turns.take(`person ${userId}`, PACE);
      return taken ? null : Math.max(1, waitMs - PACE.longestWaitMs);
    },
  };
}
