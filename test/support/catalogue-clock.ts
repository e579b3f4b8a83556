import type { Clock } from "../../src/operations/ports/world.ts";

export interface CatalogueClock extends Clock {
  advance(ms: number): void;
  /** How long the product has waited, pause by pause. */
  pauses: number[];
  /** Acts while the product waits; `pause` counts from 1. */
  onPause: ((pause: number) => void) | null;
}

/** Time passes by sleeping, which takes none, and by a millisecond for each look at it: a slow machine changes nothing. */
export function createCatalogueClock(): CatalogueClock {
  let at = Date.now();
  const advance = (ms: number) => {
    at += ms;
  };
  const clock: CatalogueClock = {
    pauses: [],
    onPause: null,
    now() {
      advance(1);
      return new Date(at);
    },
    advance,
    async sleep(ms) {
      advance(ms);
      clock.pauses.push(ms);
      clock.onPause?.(clock.pauses.length);
    },
  };
  return clock;
}
