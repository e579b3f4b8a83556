import type { Actor } from "../../domain/actor.ts";
import { NotFound } from "../../domain/errors.ts";
import { type ExternalResource, type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import { showLookBegun, showLookEnded } from "../alerting/show-look.ts";
import type { Deps } from "../deps.ts";
import { loadNumber } from "../load-number.ts";
import type { VerifiedNumber } from "../operations.ts";
import { type SettleDeps, settleIntentsOf } from "../provisioning/settle-intents.ts";
import { settleWithParents } from "../provisioning/settle-with-parents.ts";
import type { TimeBudget } from "../time-budget.ts";
import { askForScan } from "./ask-for-scan.ts";
import { inspectResources } from "./inspect-resources.ts";
import type { ScansSince } from "./inspection.ts";
import { keptForRecorders } from "./kept-for-recorders.ts";

export type LookDeps = SettleDeps & Pick<Deps, "telephony">;

/** A number after a look, for whoever decides on it. */
export interface LookedAtNumber extends VerifiedNumber {
  /** Kept, and other numbers record it: for as long as they do. */
  keptForRecorders: ResourceRef[];
}

/** `asker`: the person who wanted it, if one did. `goesOn`: a job looks at length, where this look has too little time for a scan of the account. */
interface LookRequest {
  asker: Actor | null;
  budget: TimeBudget;
  scansSince: ScansSince;
  goesOn: boolean;
}

/**
 * Looks at every resource of a number and records what was found; the open alert shows that, and before it that a look goes on.
 * Throws NotFound.
 */
export async function lookAtNumber(
  deps: LookDeps,
  id: number,
  request: LookRequest,
): Promise<LookedAtNumber> {
  const began = deps.clock.now();
  await showLookBegun(deps.database, id, began, request.asker);
  try {
    return await look(deps, id, began, request);
  } catch (error) {
    await deps.database.transaction((tx) => showLookEnded(tx, id, began));
    throw error;
  }
}

async function look(
  deps: LookDeps,
  id: number,
  began: Date,
  { budget, scansSince, goesOn }: LookRequest,
): Promise<LookedAtNumber> {
  await settleIntentsOf(deps, id, budget);
  const { number, resources } = await loadNumber(deps.database, id);
  const inspection = await inspectResources(deps, {
    number,
    resources,
    budget,
    discover: false,
    scansSince,
  });
  const seen = await settleWithParents(deps, id, inspection.resources);
  await deps.database.transaction(async (tx) => {
    // Not beside a force delete that decides on older facts, and not after the record is gone.
    if ((await tx.numbers.lock(id)) === null) throw new NotFound(`There is no phone number with id ${id}.`);
    await tx.resources.save(id, seen);
    await showLookEnded(tx, id, began);
    if (goesOn) await askForScan(tx, id, seen);
  });
  // What this look found is what the caller decides on; ticks made while it was under way count as well.
  const now = await loadNumber(deps.database, id);
  const looked = withTicksOf(now.resources, seen);
  return {
    number,
    resources: looked,
    factsReadAt: inspection.factsFrom,
    keptForRecorders: keptForRecorders(inspection),
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
