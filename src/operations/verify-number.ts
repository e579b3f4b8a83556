import type { Deps } from "./deps.ts";
import { inspectResources } from "./inspect-resources.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations, VerifiedNumber } from "./operations.ts";
import { showOnAlert } from "./show-on-alert.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

type VerifyDeps = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "clock">;

/** Looks at every resource of a number, records what was found, and shows it on the open alert. */
export function createVerifyNumber(deps: VerifyDeps): Operations["verifyNumber"] {
  return async (id): Promise<VerifiedNumber> => {
    const { number, resources } = await loadNumber(deps.database, id);
    const factsReadAt = deps.clock.now();
    const budget = startBudget(deps.clock, LOOK_BUDGET_MS);
    const inspection = await inspectResources(deps, { number, resources, budget, discover: false });
    await deps.database.transaction(async (tx) => {
      await tx.resources.save(id, inspection.resources);
      await showOnAlert(tx, id);
    });
    // Ticks made while the look was under way are part of the facts.
    return { ...(await loadNumber(deps.database, id)), factsReadAt };
  };
}
