import { NotFound } from "../domain/errors.ts";
import { waitingSince } from "./inspection/ask-for-scan.ts";
import { recentScans } from "./inspection/inspection.ts";
import { type LookDeps, lookAtNumber } from "./inspection/look-at-number.ts";
import type { Operations } from "./operations.ts";
import { LONG_LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

/** The others of a storm have jobs of their own, which find nothing left to do. */
const MOST_NUMBERS = 100;
const LOOKS_AT_ONCE = 4;

/**
 * Looks at length at a number whose look ran out of time, and at all numbers of its account that wait for the same: one scan
 * serves them all. Each is looked at so once for each look that ran out of time; what is not told by then stays `unknown`.
 */
export function createScanAccount(deps: LookDeps): Operations["scanAccount"] {
  const look = (id: number, asked: Date) =>
    lookAtNumber(deps, id, {
      asker: null,
      budget: startBudget(deps.clock, LONG_LOOK_BUDGET_MS),
      // The scan that goes on since then is the one that is waited for.
      scansSince: recentScans(asked),
      goesOn: false,
    }).catch((error: unknown) => {
      // Removed meanwhile.
      if (!(error instanceof NotFound)) throw error;
    });
  return async (numberId, askedAtMs) => {
    const number = await deps.database.numbers.find(numberId);
    const account = number?.twilioAccountSid ?? null;
    const since = waitingSince(await deps.database.resources.of(numberId));
    // Another job of the account, or somebody's Check again, was faster.
    if (account === null || !since.some((checkedAtMs) => checkedAtMs <= askedAtMs)) return;
    const others = await deps.database.resources.awaitingScan(account, MOST_NUMBERS);
    const waiting = new Set([numberId, ...others]).values();
    const lookAtNext = async () => {
      for (const id of waiting) await look(id, new Date(askedAtMs));
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookAtNext));
  };
}
