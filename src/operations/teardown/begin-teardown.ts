import type { Actor } from "../../domain/actor.ts";
import { Conflict, IllegalTransition, NotFound } from "../../domain/errors.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { NumberStatus, PhoneNumber } from "../../domain/phone-number.ts";
import { showOnAlert } from "../alerting/show-on-alert.ts";
import type { Deps } from "../deps.ts";
import { showAct } from "../incidents/record-act.ts";
import { recordBeginning } from "../incidents/record-beginning.ts";
import type { Store } from "../ports/store.ts";
import type { TeardownRun } from "../ports/teardown-journal.ts";

/** Longer than any run lasts after its budget: the run's own process is then surely dead, and another one goes on. */
export const LEASE_MARGIN_MS = 10_000;

/**
 * `from` narrows the statuses that it may start from, `version` to the record as it was shown. `inStorm`: one of many that a
 * storm's message tells of, so nothing of it is said in the number's own thread.
 */
export interface TeardownRequest {
  id: number;
  actor: Actor;
  startAfterMs: number;
  from?: readonly NumberStatus[];
  version?: number;
  inStorm?: boolean;
}

/**
 * Sets a number to deleting and opens its run: status, run, audit event and the job that will finish it if this process
 * dies, in one transaction. Throws NotFound, Conflict (somebody else is deleting it), IllegalTransition.
 */
export async function beginTeardown(
  deps: Pick<Deps, "database" | "clock" | "ids">,
  request: TeardownRequest,
): Promise<TeardownRun> {
  return deps.database.transaction((tx) => beginTeardownIn(tx, deps, request));
}

/** The same as a part of a transaction that does more. */
export async function beginTeardownIn(
  tx: Store,
  deps: Pick<Deps, "clock" | "ids">,
  request: TeardownRequest,
): Promise<TeardownRun> {
  const { id, actor, startAfterMs, from = statusesBefore("delete_requested"), version, inStorm } = request;
  const number = await tx.numbers.find(id);
  if (number === null) throw new NotFound(`There is no phone number with id ${id}.`);
  await refuseUnless(from, tx, number);
  if (version !== undefined && version !== number.version)
    throw new Conflict(`${number.phoneNumber} was changed since it was shown.`);
  const claimed = await tx.numbers.compareAndSet(
    id,
    { statuses: from, version: number.version },
    { status: "deleting" },
  );
  if (claimed === null) throw await busy(tx, number);
  const run = { id: deps.ids.uuid(), phoneNumberId: id, requestedBy: actor, requestedAt: deps.clock.now() };
  if (!(await tx.teardowns.open(run))) throw await busy(tx, number);
  await tx.enqueue({ name: "tear_down_number", runId: run.id, startAfterMs });
  const incident = await tx.incidents.openOf(id);
  if (incident !== null) await recordBeginning(tx, incident, run.requestedAt);
  const note = "started the clean-up: only what is left is removed.";
  if (incident !== null && inStorm !== true)
    await showAct(tx, incident.id, { actor, at: run.requestedAt, note });
  else if (incident !== null) await showOnAlert(tx, id);
  // What this try brings decides when the next one is, if there is to be one.
  if (incident?.nextRetryAt) await tx.incidents.change(incident.id, { nextRetryAt: null });
  await tx.audit.append({
    at: run.requestedAt,
    actor,
    action: "delete_requested",
    phoneNumberId: id,
    incidentId: incident?.id ?? null,
    data: { from: number.status, run: run.id, phone_number: number.phoneNumber },
  });
  return { ...run, finishedAt: null, outcome: null };
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
