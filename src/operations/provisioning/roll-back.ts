import { Conflict } from "../../domain/errors.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { resourcesOf } from "../../domain/recorded-resources.ts";
import type { Deps } from "../deps.ts";
import { unaskable } from "../inspection/sight-resource.ts";
import type { HeldRun } from "../teardown/held-run.ts";
import { type TearDownDeps, type TornDown, tearDown } from "../teardown/tear-down.ts";
import { startBudget } from "../time-budget.ts";
import { failProvisioning } from "./fail-provisioning.ts";
import { finishRollBack, type RolledBack } from "./finish-roll-back.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";
import { numberWithoutRow } from "./number-without-row.ts";
import { type SettleDeps, settleIntents } from "./settle-intents.ts";
import { settleWithParents } from "./settle-with-parents.ts";

export type RollBackDeps = TearDownDeps & SettleDeps & Pick<Deps, "settings">;

/**
 * Takes down what a provisioning has made, last first, with the steps and the proof of every teardown; `why` it could not go
 * on. The record is removed, or the number stays, corrupted and alerted. Where another program has removed the row, what was made is
 * taken down all the same: nobody else can have made it. A failure that nobody foresaw ends it corrupted too.
 */
export async function rollBack(deps: RollBackDeps, held: HeldProvisioning, why: string): Promise<RolledBack> {
  if (!(await held.keep())) throw new Conflict("Another process has taken this create over.");
  try {
    const { numbers, resources } = deps.database;
    const { phoneNumberId } = held.provisioning;
    const recorded = await numbers.find(phoneNumberId);
    // Whoever made it something else decided about it: nothing is taken down behind their back.
    if (recorded !== null && recorded.status !== "provisioning") {
      const torn = { resources: await resources.of(phoneNumberId), keptForRecorders: [] };
      return await finishRollBack(deps, { held, run: null, torn, why });
    }
    const run = await openRun(deps, held);
    const torn = await takeDown(deps, recorded ?? numberWithoutRow(held.provisioning), run);
    return await finishRollBack(deps, { held, run, torn, why });
  } catch (error) {
    await failProvisioning(deps, held, why);
    throw error;
  }
}

/** The steps are journalled like those of any teardown; who may do them is decided by the provisioning's lease. */
async function openRun(deps: RollBackDeps, held: HeldProvisioning): Promise<HeldRun> {
  const { teardowns } = deps.database;
  const { phoneNumberId, requestedBy } = held.provisioning;
  const now = deps.clock.now();
  const until = () => new Date(deps.clock.now().getTime() + 2 * deps.settings.deleteBudgetMs);
  let run = await teardowns.openOf(phoneNumberId);
  if (run === null) {
    const opened = { id: deps.ids.uuid(), phoneNumberId, requestedBy, requestedAt: now };
    await teardowns.open(opened);
    run = { ...opened, finishedAt: null, outcome: null };
  }
  const { id } = run;
  // For the sweep of abandoned runs alone: this one has somebody.
  await teardowns.lease(id, held.owner, now, until());
  const keep = async () => {
    await teardowns.renew(id, held.owner, until());
    return held.keep();
  };
  return { run, owner: held.owner, keep };
}

async function takeDown(deps: RollBackDeps, before: PhoneNumber, run: HeldRun): Promise<TornDown> {
  const { numbers, resources } = deps.database;
  const budget = startBudget(deps.clock, deps.settings.deleteBudgetMs);
  const untold = await settleIntents(deps, before, budget);
  const askable = untold.filter((resource) => unaskable(resource) === null);
  const number = (await numbers.find(before.id)) ?? before;
  const recorded = resourcesOf(number, [...(await resources.of(number.id)), ...askable]);
  const torn = await tearDown(deps, { held: run, number, resources: recorded, budget });
  const looked = [...torn.resources, ...untold.filter((resource) => !askable.includes(resource))];
  return { ...torn, resources: await settleWithParents(deps, number.id, looked) };
}
