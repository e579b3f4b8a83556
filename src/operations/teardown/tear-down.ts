import { isTransient, type Provider } from "../../domain/cause.ts";
import {
  type ExternalResource,
  inResourceOrder,
  isSettled,
  providerOf,
  type ResourceRef,
  resourceKey,
} from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { SharingVerdict } from "../../domain/sharing.ts";
import { type PlannedResource, planTeardown, type TeardownStep } from "../../domain/teardown-plan.ts";
import { resourceAfterTeardown } from "../../domain/teardown-result.ts";
import type { Deps } from "../deps.ts";
import { inspectResources } from "../inspection/inspect-resources.ts";
import type { Inspection } from "../inspection/inspection.ts";
import { keptForRecorders } from "../inspection/kept-for-recorders.ts";
import type { StepResult } from "../ports/teardown-journal.ts";
import type { TimeBudget } from "../time-budget.ts";
import type { HeldRun } from "./held-run.ts";
import { performTeardown, type TeardownContext } from "./perform-teardown.ts";

export type TearDownDeps = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "clock" | "ids">;

/** What is known of every resource after a teardown; `keptForRecorders`: kept, and other numbers record it. */
export interface TornDown {
  resources: ExternalResource[];
  keptForRecorders: ResourceRef[];
}

/** Twilio may still show for some seconds what it has removed (telephony.md 6, case 31): looked at again this often. */
const ROUND_PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Removes what a number owns and proves that it is gone, at both providers side by side: nothing at one of them waits for
 * the other, so that one that hangs takes no time from the other's resources (docs/adr/0008). Safe to repeat from any point.
 */
export async function tearDown(
  deps: TearDownDeps,
  work: { held: HeldRun; number: PhoneNumber; resources: readonly ExternalResource[]; budget: TimeBudget },
): Promise<TornDown> {
  const { held, number, budget } = work;
  const vaulted = await deps.vault.accessFor(number);
  const context = { held, number, budget, access: "missing" in vaulted ? null : vaulted };
  const at = (provider: Provider) =>
    tearDownAt(
      deps,
      context,
      work.resources.filter(({ kind }) => providerOf(kind) === provider),
    );
  // Both to their ends, also where one fails: nothing may be removed any more once the run is over.
  const lanes = await Promise.allSettled([at("twilio"), at("livekit")]);
  const torn = lanes.map((lane) => {
    if (lane.status === "rejected") throw lane.reason;
    return lane.value;
  });
  return {
    resources: inResourceOrder(torn.flatMap(({ resources }) => resources)),
    keptForRecorders: torn.flatMap(({ keptForRecorders: kept }) => kept),
  };
}

/**
 * One provider's part: rounds of look, plan, act, look again; another round where what is left may pass by itself and the
 * budget allows. What is gone needs no step.
 */
async function tearDownAt(
  deps: TearDownDeps,
  context: TeardownContext,
  recorded: readonly ExternalResource[],
): Promise<TornDown> {
  if (recorded.length === 0) return { resources: [], keptForRecorders: [] };
  const { number, budget } = context;
  const look = (resources: readonly ExternalResource[]) =>
    inspectResources(deps, { number, resources, budget, discover: true, scansSince: "records_read" });
  let inspection = await look(recorded);
  let steps: TeardownStep[] = [];
  let results = new Map<string, StepResult>();
  for (let round = 0; ; round += 1) {
    const planned = planTeardown(plannedFrom(inspection));
    // Before anything is removed: what was seen, and to whom it belonged, proves later that it is gone and was ours, also to
    // whoever goes on with this after a crash.
    if (planned.length > 0) await deps.database.resources.save(number.id, inspection.resources);
    // What an earlier round did stays known: Twilio may go on showing for a while what was removed then.
    results = new Map([...results, ...(await performTeardown(deps, context, planned))]);
    steps = [...planned, ...steps.filter(({ id }) => planned.every((step) => step.id !== id))];
    // At everything, also at what is gone: who shares what is only told right with all of it in view.
    if (planned.length > 0) inspection = await look(inspection.resources);
    const now = deps.clock.now();
    const resources = inspection.resources.map((seen) => resourceAfterTeardown(seen, steps, results, now));
    inspection = { ...inspection, resources };
    const pauseMs = ROUND_PAUSES_MS[round];
    const unsettled = resources.filter((resource) => !isSettled(resource));
    // A look that saw less before may have left out what can be done now.
    const untried = planTeardown(plannedFrom(inspection)).some(({ id }) => !results.has(id));
    const mayPass = untried || unsettled.some((resource) => mayPassByItself(resource, steps, results));
    if (!mayPass || pauseMs === undefined || !budget.allows(pauseMs))
      return { resources, keptForRecorders: keptForRecorders(inspection) };
    await deps.clock.sleep(pauseMs);
    inspection = await look(resources);
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
