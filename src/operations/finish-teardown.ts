import { type ExternalResource, inResourceOrder } from "../domain/external-resource.ts";
import { statusesBefore } from "../domain/number-lifecycle.ts";
import type { Json, PhoneNumber } from "../domain/phone-number.ts";
import { decideTeardownOutcome, type TeardownOutcome } from "../domain/teardown-outcome.ts";
import type { Deps } from "./deps.ts";
import { evidenceOf } from "./evidence.ts";
import type { DeleteOutcome } from "./operations.ts";
import type { Store, TeardownRun } from "./ports/store.ts";
import { raiseAlert } from "./raise-alert.ts";
import { showOnAlert } from "./show-on-alert.ts";

/** Ends a run: the record goes, or the number is corrupted and its alert enqueued. One transaction. */
export async function finishTeardown(
  deps: Pick<Deps, "database" | "clock">,
  run: TeardownRun,
  number: PhoneNumber,
  resources: readonly ExternalResource[],
): Promise<DeleteOutcome> {
  const outcome = decideTeardownOutcome(resources);
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    await tx.resources.save(number.id, resources);
    const ended =
      outcome.outcome === "removed"
        ? await remove(tx, run, number, at)
        : await corrupt(tx, number, outcome, at);
    await tx.teardowns.finish(run.id, at, ended.outcome);
    await tx.audit.append({
      at,
      actor: run.requestedBy,
      action: ended.outcome === "removed" ? "teardown_verified" : "teardown_failed",
      phoneNumberId: number.id,
      incidentId: "incident" in ended ? ended.incident.id : null,
      data: {
        run: run.id,
        phone_number: number.phoneNumber,
        cause: causeOf(outcome),
        resources: evidenceOf(resources),
      },
    });
    return ended.outcome === "removed" ? ended : { ...ended, resources: inResourceOrder(resources) };
  });
}

const causeOf = (outcome: TeardownOutcome): Json => (outcome.outcome === "corrupted" ? outcome.cause : null);

type Ended =
  | Extract<DeleteOutcome, { outcome: "removed" }>
  | Omit<Extract<DeleteOutcome, { outcome: "corrupted" }>, "resources">;

async function remove(tx: Store, run: TeardownRun, number: PhoneNumber, at: Date): Promise<Ended> {
  const removed = await tx.numbers.compareAndRemove(number.id, {
    statuses: statusesBefore("teardown_verified"),
  });
  if (!removed) return overtaken(tx, number, at);
  const incident = await tx.incidents.openOf(number.id);
  if (incident !== null) {
    const by = run.requestedBy;
    await tx.incidents.close(incident.id, {
      at,
      outcome: "removed",
      by,
      reason: null,
      basis: null,
      approvedBy: null,
    });
    await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  }
  return { outcome: "removed" };
}

async function corrupt(
  tx: Store,
  number: PhoneNumber,
  outcome: Extract<TeardownOutcome, { outcome: "corrupted" }>,
  at: Date,
): Promise<Ended> {
  const corrupted = await tx.numbers.compareAndSet(
    number.id,
    { statuses: statusesBefore("teardown_failed") },
    { status: "corrupted", corruptionCause: outcome.cause, corruptionMessage: outcome.message },
  );
  if (corrupted === null) return overtaken(tx, number, at);
  return { outcome: "corrupted", number: corrupted, incident: await raiseAlert(tx, number.id, at) };
}

/** Another program changed the number while it was being torn down: what it wrote stands, and people are told. */
async function overtaken(tx: Store, number: PhoneNumber, at: Date): Promise<Ended> {
  const now = await tx.numbers.find(number.id);
  if (now === null) return { outcome: "removed" };
  const incident = (await showOnAlert(tx, number.id)) ?? (await raiseAlert(tx, number.id, at));
  return { outcome: "corrupted", number: now, incident };
}
