import { recentScans } from "./inspection/inspection.ts";
import { type LookDeps, lookAtNumber } from "./inspection/look-at-number.ts";
import type { Operations } from "./operations.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

/** Looks at every resource of a number, records what was found, and shows it on the open alert. */
export function createVerifyNumber(deps: LookDeps): Operations["verifyNumber"] {
  return (id, asker) =>
    lookAtNumber(deps, id, {
      asker: asker ?? null,
      budget: startBudget(deps.clock, LOOK_BUDGET_MS),
      scansSince: recentScans(deps.clock.now()),
      goesOn: true,
    });
}
