import type { Deps } from "../deps.ts";
import { loadNumber } from "../load-number.ts";
import type { TeardownRun } from "../ports/teardown-journal.ts";
import { type SettleDeps, settleIntentsOf } from "../provisioning/settle-intents.ts";
import { settleWithParents } from "../provisioning/settle-with-parents.ts";
import { startBudget } from "../time-budget.ts";
import { LEASE_MARGIN_MS } from "./begin-teardown.ts";
import { failTeardown } from "./fail-teardown.ts";
import { finishTeardown, type TeardownEnd } from "./finish-teardown.ts";
import type { HeldRun } from "./held-run.ts";
import { type TearDownDeps, tearDown } from "./tear-down.ts";

export type RunTeardownDeps = TearDownDeps & SettleDeps & Pick<Deps, "settings">;

/** How long one try at a run may hold it: its budget, and time to write down how it ended. */
export function leaseMs(settings: Deps["settings"]): number {
  return settings.deleteBudgetMs + LEASE_MARGIN_MS;
}

/** Takes the run for this try alone; null where another try, here or on another replica, has it. */
export async function takeRun(deps: RunTeardownDeps, run: TeardownRun): Promise<HeldRun | null> {
  const owner = deps.ids.uuid();
  const until = () => new Date(deps.clock.now().getTime() + leaseMs(deps.settings));
  const { teardowns } = deps.database;
  if (!(await teardowns.lease(run.id, owner, deps.clock.now(), until()))) return null;
  return { run, owner, keep: () => teardowns.renew(run.id, owner, until()) };
}

/** Does the work of a run that was taken, to its end. A failure that nobody foresaw ends it too, and goes on. */
export async function runTeardown(deps: RunTeardownDeps, held: HeldRun): Promise<TeardownEnd> {
  const budget = startBudget(deps.clock, deps.settings.deleteBudgetMs);
  try {
    await settleIntentsOf(deps, held.run.phoneNumberId, budget);
    const { number, resources } = await loadNumber(deps.database, held.run.phoneNumberId);
    const torn = await tearDown(deps, { held, number, resources, budget });
    const left = await settleWithParents(deps, number.id, torn.resources);
    return await finishTeardown(deps, held, number, { ...torn, resources: left });
  } catch (error) {
    await failTeardown(deps, held);
    throw error;
  }
}
