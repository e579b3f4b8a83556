import { NotFound } from "../domain/errors.ts";
import { type ExternalResource, resourceKey } from "../domain/external-resource.ts";
import { showOnAlert } from "./alerting/show-on-alert.ts";
import type { Deps } from "./deps.ts";
import { inspectResources } from "./inspection/inspect-resources.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations, VerifiedNumber } from "./operations.ts";
import { type SettleDeps, settleIntentsOf } from "./provisioning/settle-intents.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

type VerifyDeps = SettleDeps & Pick<Deps, "telephony">;

/** Looks at every resource of a number, records what was found, and shows it on the open alert. */
export function createVerifyNumber(deps: VerifyDeps): Operations["verifyNumber"] {
  return async (id): Promise<VerifiedNumber> => {
    const budget = startBudget(deps.clock, LOOK_BUDGET_MS);
    await settleIntentsOf(deps, id, budget);
    const { number, resources } = await loadNumber(deps.database, id);
    const factsReadAt = deps.clock.now();
    const inspection = await inspectResources(deps, { number, resources, budget, discover: false });
    await deps.database.transaction(async (tx) => {
      // Not beside a force delete that decides on older facts, and not after the record is gone.
      if ((await tx.numbers.lock(id)) === null) throw new NotFound(`There is no phone number with id ${id}.`);
      await tx.resources.save(id, inspection.resources);
      await showOnAlert(tx, id);
    });
    // What this look found is what the caller decides on; ticks made while it was under way count as well.
    const now = await loadNumber(deps.database, id);
    return { number, resources: withTicksOf(now.resources, inspection.resources), factsReadAt };
  };
}

function withTicksOf(
  stored: readonly ExternalResource[],
  looked: readonly ExternalResource[],
): ExternalResource[] {
  return looked.map((resource) => {
    const ticked = stored.find((other) => resourceKey(other) === resourceKey(resource));
    return ticked ? { ...resource, tickedBy: ticked.tickedBy, tickedAt: ticked.tickedAt } : resource;
  });
}
