import type { Actor } from "../domain/actor.ts";
import { Conflict } from "../domain/errors.ts";
import { type ExternalResource, resourceKey } from "../domain/external-resource.ts";
import { misfiledSids, resourcesOf } from "../domain/recorded-resources.ts";
import type { Deps } from "./deps.ts";
import { askForScan } from "./inspection/ask-for-scan.ts";
import { inspectResources } from "./inspection/inspect-resources.ts";
import { recentScans } from "./inspection/inspection.ts";
import { loadNumber } from "./load-number.ts";
import type { ImportRequest, NumberWithResources, Operations } from "./operations.ts";
import type { Store } from "./ports/store.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";
import { whyTaken } from "./why-taken.ts";

type ImportDeps = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "clock">;

/**
 * Records a number whose resources exist already, and looks at them once: what is seen now can later be proven gone. What
 * cannot be seen is recorded all the same, and named.
 */
export function createImportNumber(deps: ImportDeps): Operations["importNumber"] {
  return async (request, actor) => {
    const number = await record(deps, request, actor);
    const budget = startBudget(deps.clock, LOOK_BUDGET_MS);
    const inspection = await inspectResources(deps, {
      number,
      resources: resourcesOf(number, []),
      budget,
      discover: true,
      scansSince: recentScans(deps.clock.now()),
    });
    await deps.database.transaction(async (tx) => {
      await tx.resources.save(number.id, inspection.resources);
      await askForScan(tx, number.id, inspection.resources);
    });
    const { resources } = await loadNumber(deps.database, number.id);
    return {
      number,
      resources,
      unseen: [...misfiledSentences(number), ...inspection.resources.flatMap(unseenSentence)],
    };
  };
}

async function record(
  deps: ImportDeps,
  request: ImportRequest,
  actor: Actor,
): Promise<NumberWithResources["number"]> {
  const { authToken, ...fields } = request;
  return deps.database.transaction(async (tx) => {
    const unmarred = {
      status: "active",
      corruptedAt: null,
      corruptionCause: null,
      corruptionMessage: null,
    } as const;
    const number = await tx.numbers.create({ ...fields, ...unmarred }, authToken);
    if (number === null) throw await whyTaken(tx, request.phoneNumber);
    const resources = resourcesOf(number, []);
    await refuseWhatIsBeingRemoved(tx, resources);
    await tx.resources.ensure(number.id, resources);
    if (resources.length > 0)
      await tx.enqueue({ name: "look_first", numberId: number.id, startAfterMs: 2 * LOOK_BUDGET_MS });
    await tx.audit.append({
      at: deps.clock.now(),
      actor,
      action: "number_imported",
      phoneNumberId: number.id,
      incidentId: null,
      data: { phone_number: number.phoneNumber, resources: resources.map(resourceKey) },
    });
    return number;
  });
}

/** What a teardown has decided to remove would be taken from under the new number. Under the lock of that decision. */
async function refuseWhatIsBeingRemoved(tx: Store, resources: readonly ExternalResource[]): Promise<void> {
  for (const resource of resources) await tx.numbers.lockResource(resource);
  const sids = await tx.teardowns.beingRemoved(resources);
  if (sids.length > 0)
    throw new Conflict(
      `${sids.join(", ")} is being removed just now with another number that records it. Try again in a minute.`,
    );
}

function misfiledSentences(number: NumberWithResources["number"]): string[] {
  const { lists, policies } = misfiledSids(number);
  return [
    ...lists.map(
      (sid) =>
        `${sid} was given as a connection policy, but it is an IP access control list, and looked after as one.`,
    ),
    ...policies.map(
      (sid) =>
        `${sid} was given as an IP access control list, but it is a connection policy, and looked after as one.`,
    ),
  ];
}

function unseenSentence(resource: ExternalResource): string[] {
  if (resource.kind === "twilio_sip_trunk" && resource.ownership === "unproven")
    return [`${resource.kind} ${resource.sid}: ${resource.detail}.`];
  if (resource.firstSeenAt !== null) return [];
  const why = resource.detail === "" ? "it could not be seen" : resource.detail;
  return [
    `${resource.kind} ${resource.sid} was not seen (${why}): it can not be proven gone until it was seen once.`,
  ];
}
