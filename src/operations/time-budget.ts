import type { CallLimits } from "./ports/providers.ts";
import type { Clock } from "./ports/world.ts";

/** No single provider call may take longer, whatever the budget (texts.md: "did not answer in 10 s"). */
const LONGEST_CALL_MS = 10_000;
/** Below this a call is not worth starting: it would only time out. */
const SHORTEST_CALL_MS = 250;

/** What must be left after a scan of an account, for what depends on it and for writing it down. */
const AFTER_SCAN_MS = 5_000;

/** A look at everything that a number owns: two slow calls in a row to a provider, then the answer is "cannot tell". */
export const LOOK_BUDGET_MS = 20_000;

/** The same for nobody who waits: longer than any scan of an account goes on (60 s). */
export const LONG_LOOK_BUDGET_MS = 75_000;

/** How long one piece of work may still go on. */
export interface TimeBudget {
  remainingMs(): number;
  /** Limits for the next call: never longer than what is left. */
  call(): CallLimits;
  /** How long to wait for a scan of a whole account: as long as there is time. */
  scan(): CallLimits;
  /** True when there is time for a pause of `ms` and a call after it. */
  allows(ms: number): boolean;
}

export function startBudget(clock: Pick<Clock, "now">, totalMs: number): TimeBudget {
  let seenAt = clock.now().getTime();
  let leftMs = totalMs;
  const remainingMs = () => {
    const at = clock.now().getTime();
    // A clock that is put back gives no time away.
    leftMs -= Math.max(0, at - seenAt);
    seenAt = at;
    return leftMs;
  };
  return {
    remainingMs,
    call: () => ({ timeoutMs: Math.max(SHORTEST_CALL_MS, Math.min(LONGEST_CALL_MS, remainingMs())) }),
    scan: () => ({ timeoutMs: Math.max(SHORTEST_CALL_MS, remainingMs() - AFTER_SCAN_MS) }),
    allows: (ms) => remainingMs() - ms > SHORTEST_CALL_MS,
  };
}
