import { recentScans } from "./inspection/inspection.ts";
import { type LookDeps, type LookedAtNumber, lookAtNumber } from "./inspection/look-at-number.ts";
import type { Operations } from "./operations.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

export type VerifyNumber = (...asked: Parameters<Operations["verifyNumber"]>) => Promise<LookedAtNumber>;

/** Looks at every resource of a number, records what was found, and shows it on the open alert. */
export function createVerifyNumber(deps: LookDeps): VerifyNumber {
  return (id, asker) =>
    lookAtNumber(deps, id, {
      asker: asker ?? null,
      budget: startBudget(deps.clock, LOOK_BUDGET_MS),
      scansSince: recentScans(deps.clock.now()),
      goesOn: true,
    });
}
