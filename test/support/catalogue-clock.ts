import type { Clock } from "../../src/operations/ports/world.ts";

export interface CatalogueClock extends Clock {
  advance(ms: number): void;
  /** How long the product has waited, pause by pause. */
  pauses: number[];
  /** Acts while the product waits; `pause` counts from 1. */
  onPause: ((pause: number) => void) | null;
}

/** Sleeping moves the clock and takes no time. */
export function createCatalogueClock(): CatalogueClock {
  let offsetMs = 0;
  const clock: CatalogueClock = {
    pauses: [],
    onPause: null,
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => {
      offsetMs += ms;
    },
    sleep: async (ms) => {
      offsetMs += ms;
      clock.pauses.push(ms);
      clock.onPause?.(clock.pauses.length);
    },
  };
  return clock;
}
