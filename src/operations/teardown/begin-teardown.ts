import type { Actor } from "../../domain/actor.ts";
import { Conflict, IllegalTransition, NotFound } from "../../domain/errors.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { NumberStatus, PhoneNumber } from "../../domain/phone-number.ts";
import { showOnAlert } from "../alerting/show-on-alert.ts";
import type { Deps } from "../deps.ts";
import type { Store, TeardownRun } from "../ports/store.ts";

/** Longer than any run lasts after its budget: the run's own process is then surely dead, and another one goes on. */
export const LEASE_MARGIN_MS = 10_000;

/**
 * Sets a number to deleting and opens its run: status, run, audit event and the job that will finish it if this process
 * dies, in one transaction. `from` narrows the statuses that it may start from. Throws NotFound, Conflict (somebody else is deleting it), IllegalTransition.
 */
export async function beginTeardown(
  deps: Pick<Deps, "database" | "clock" | "ids">,
  request: { id: number; actor: Actor; startAfterMs: number; from?: readonly NumberStatus[] },
): Promise<TeardownRun> {
  const { id, actor, startAfterMs, from = statusesBefore("delete_requested") } = request;
  return deps.database.transaction(async (tx) => {
    const number = await tx.numbers.find(id);
    if (number === null) throw new NotFound(`There is no phone number with id ${id}.`);
    await refuseUnless(from, tx, number);
    const claimed = await tx.numbers.compareAndSet(
      id,
      { statuses: from, version: number.version },
      { status: "deleting" },
    );
    if (claimed === null) throw await busy(tx, number);
    const run = { id: deps.ids.uuid(), phoneNumberId: id, requestedBy: actor, requestedAt: deps.clock.now() };
    if (!(await tx.teardowns.open(run))) throw await busy(tx, number);
    await tx.enqueue({ name: "tear_down_number", runId: run.id, startAfterMs });
    const incident = await showOnAlert(tx, id);
    await tx.audit.append({
      at: run.requestedAt,
      actor,
      action: "delete_requested",
      phoneNumberId: id,
      incidentId: incident?.id ?? null,
      data: { from: number.status, run: run.id, phone_number: number.phoneNumber },
    });
    return { ...run, finishedAt: null, outcome: null };
  });
}

async function refuseUnless(from: readonly NumberStatus[], tx: Store, number: PhoneNumber): Promise<void> {
  if (from.includes(number.status)) return;
  if (number.status === "provisioning") throw new Conflict(`${number.phoneNumber} is being set up just now.`);
  if (number.status === "deleting") throw await busy(tx, number);
  throw new IllegalTransition(number.status, "delete_requested");
}

async function busy(tx: Store, number: PhoneNumber): Promise<Conflict> {
  const run = await tx.teardowns.openOf(number.id);
  return new Conflict(
    `${number.phoneNumber} is being deleted already.`,
    run?.requestedBy ?? null,
    run?.requestedAt ?? null,
  );
}
