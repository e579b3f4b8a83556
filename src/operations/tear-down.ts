import { isTransient } from "../domain/cause.ts";
import { type ExternalResource, isSettled, resourceKey } from "../domain/external-resource.ts";
import type { PhoneNumber } from "../domain/phone-number.ts";
import type { SharingVerdict } from "../domain/sharing.ts";
import { type PlannedResource, planTeardown, type TeardownStep } from "../domain/teardown-plan.ts";
import { resourceAfterTeardown } from "../domain/teardown-result.ts";
import type { Deps } from "./deps.ts";
import { inspectResources } from "./inspect-resources.ts";
import type { Inspection } from "./inspection.ts";
import { performTeardown } from "./perform-teardown.ts";
import type { StepResult } from "./ports/store.ts";
import type { TimeBudget } from "./time-budget.ts";

export type TearDownDeps = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "clock" | "ids">;

/** Twilio may still show for some seconds what it has removed (telephony.md 6, case 31): looked at again this often. */
const ROUND_PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Removes what a number owns and proves that it is gone. Rounds of look, plan, act, look again; another round where what
 * is left may pass by itself and the budget allows. Safe to repeat from any point: what is gone needs no step.
 */
export async function tearDown(
  deps: TearDownDeps,
  work: { runId: string; number: PhoneNumber; resources: readonly ExternalResource[]; budget: TimeBudget },
): Promise<ExternalResource[]> {
  const { number, budget } = work;
  const vaulted = await deps.vault.accessFor(number);
  const context = { runId: work.runId, number, budget, access: "missing" in vaulted ? null : vaulted };
  let inspection = await inspectResources(deps, {
    number,
    resources: work.resources,
    budget,
    discover: true,
  });
  for (let round = 0; ; round += 1) {
    const steps = planTeardown(plannedFrom(inspection));
    const results = await performTeardown(deps, context, steps);
    if (steps.length > 0) inspection = await lookAgain(deps, number, inspection, budget);
    const now = deps.clock.now();
    const resources = inspection.resources.map((seen) => resourceAfterTeardown(seen, steps, results, now));
    inspection = { ...inspection, resources };
    const pauseMs = ROUND_PAUSES_MS[round];
    const unsettled = resources.filter((resource) => !isSettled(resource));
    const mayPass = unsettled.some((resource) => mayPassByItself(resource, steps, results));
    if (!mayPass || pauseMs === undefined || !budget.allows(pauseMs)) return resources;
    await deps.clock.sleep(pauseMs);
    inspection = await lookAgain(deps, number, inspection, budget);
  }
}

function plannedFrom({ resources, sharing }: Inspection): PlannedResource[] {
  return resources.map((resource) => {
    const untold: SharingVerdict = {
      shared: "cannot_tell",
      cause: resource.cause ?? "unexpected",
      detail: resource.detail,
    };
    return { resource, sharing: sharing.get(resourceKey(resource)) ?? untold };
  });
}

/** What was proven gone in this teardown stays gone; everything else is looked at once more. */
async function lookAgain(
  deps: TearDownDeps,
  number: PhoneNumber,
  before: Inspection,
  budget: TimeBudget,
): Promise<Inspection> {
  const gone = before.resources.filter((resource) => resource.state === "gone");
  const open = before.resources.filter((resource) => resource.state !== "gone");
  const after = await inspectResources(deps, { number, resources: open, budget, discover: false });
  return { resources: [...gone, ...after.resources], sharing: after.sharing };
}

function mayPassByItself(
  resource: ExternalResource,
  steps: readonly TeardownStep[],
  results: ReadonlyMap<string, StepResult>,
): boolean {
  if (resource.cause !== null && isTransient(resource.cause)) return true;
  const own = steps.find(
    (step) => step.action === "remove" && resourceKey(step.ref) === resourceKey(resource),
  );
  const outcome = own && results.get(own.id)?.outcome;
  return resource.state === "present" && (outcome === "removed" || outcome === "already_gone");
}
