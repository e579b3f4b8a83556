import { LEASE_MARGIN_MS } from "./begin-teardown.ts";
import type { Deps } from "./deps.ts";
import { finishTeardown } from "./finish-teardown.ts";
import { loadNumber } from "./load-number.ts";
import type { DeleteOutcome } from "./operations.ts";
import type { TeardownRun } from "./ports/store.ts";
import { type TearDownDeps, tearDown } from "./tear-down.ts";
import { startBudget } from "./time-budget.ts";

export type RunTeardownDeps = TearDownDeps & Pick<Deps, "settings">;

/** How long one try at a run may hold it: its budget, and time to write down how it ended. */
export function leaseMs(settings: Deps["settings"]): number {
  return settings.deleteBudgetMs + LEASE_MARGIN_MS;
}

/** Takes the run for this try alone; false where another try, here or on another replica, has it. */
export async function takeRun(deps: RunTeardownDeps, runId: string): Promise<boolean> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + leaseMs(deps.settings));
  return deps.database.teardowns.lease(runId, deps.ids.uuid(), now, until);
}

/** Does the work of a run that was taken, to its end. */
export async function runTeardown(deps: RunTeardownDeps, run: TeardownRun): Promise<DeleteOutcome> {
  const budget = startBudget(deps.clock, deps.settings.deleteBudgetMs);
  const { number, resources } = await loadNumber(deps.database, run.phoneNumberId);
  const after = await tearDown(deps, { runId: run.id, number, resources, budget });
  return finishTeardown(deps, run, number, after);
}
