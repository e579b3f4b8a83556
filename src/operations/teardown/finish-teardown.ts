import { inResourceOrder } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { decideTeardownOutcome, type TeardownOutcome } from "../../domain/teardown-outcome.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import { evidenceOf } from "../evidence.ts";
import { tellCleanUpEnd } from "../incidents/tell-clean-up-end.ts";
import { askForScan } from "../inspection/ask-for-scan.ts";
import type { DeleteOutcome } from "../operations.ts";
import type { Store } from "../ports/store.ts";
import type { HeldRun } from "./held-run.ts";
import { isStillShared } from "./is-still-shared.ts";
import { causesOf, settleFailedTry } from "./settle-failed-try.ts";
import { settleOvertaken } from "./settle-overtaken.ts";
import type { TornDown } from "./tear-down.ts";

/** `overtaken`: another program changed the number meanwhile; `lost`: another try ends this run. */
export type TeardownEnd = DeleteOutcome | { outcome: "overtaken" } | { outcome: "lost" };

/**
 * Ends a run: the record goes, or the number is corrupted and its alert enqueued. One transaction, which begins by ending the
 * run: a try that lost its lease writes nothing.
 */
export async function finishTeardown(
  deps: Pick<Deps, "database" | "clock" | "ids">,
  held: HeldRun,
  number: PhoneNumber,
  torn: TornDown,
): Promise<TeardownEnd> {
  const at = deps.clock.now();
  const spread = deps.ids.random();
  return deps.database.transaction(async (tx) => {
    const now = await tx.numbers.lock(number.id);
    const outcome = await outcomeNow(tx, number, now, torn);
    const overtaken = now?.status !== "deleting";
    const ending = overtaken ? "overtaken" : outcome.outcome;
    if (!(await tx.teardowns.finish(held.run.id, held.owner, at, ending))) return { outcome: "lost" };
    if (overtaken) return settleOvertaken(tx, { held, now, resources: torn.resources, at });
    await tx.resources.save(number.id, torn.resources);
    const end =
      outcome.outcome === "removed"
        ? await remove(tx, held, number, at)
        : await corrupt(tx, held, number, outcome, { at, spread });
    const message = outcome.outcome === "removed" ? null : outcome.message;
    await tellCleanUpEnd(tx, end.incident, { run: held.run, resources: torn.resources, message, at });
    if (end.outcome === "corrupted") await askForScan(tx, number.id, torn.resources);
    await tx.audit.append({
      at,
      actor: held.run.requestedBy,
      action: end.outcome === "removed" ? "teardown_verified" : "teardown_failed",
      phoneNumberId: number.id,
      incidentId: end.incident?.id ?? null,
      data: {
        run: held.run.id,
        phone_number: number.phoneNumber,
        cause: outcome.outcome === "corrupted" ? outcome.cause : null,
        resources: evidenceOf(torn.resources),
      },
    });
    if (end.outcome === "removed") return { outcome: "removed" };
    return { ...end, resources: inResourceOrder(torn.resources) };
  });
}

/** The outcome, held against the record as it is now, which nobody can change any more until it is written. */
async function outcomeNow(
  tx: Store,
  before: PhoneNumber,
  now: PhoneNumber | null,
  torn: TornDown,
): Promise<TeardownOutcome> {
  const outcome = decideTeardownOutcome(torn.resources);
  if (outcome.outcome === "corrupted" || now === null) return outcome;
  const conflict = (message: string): TeardownOutcome => ({
    outcome: "corrupted",
    cause: "conflict",
    message,
    unsettled: [],
  });
  if (now.version !== before.version)
    return conflict(
      "The record was changed while it was being deleted: it may name something that nobody has looked at",
    );
  for (const ref of torn.keptForRecorders)
    if (!(await isStillShared(tx, before.id, ref)))
      return conflict(`${ref.sid} was kept for another number that records it, and that number is gone now`);
  return outcome;
}

async function remove(tx: Store, { run }: HeldRun, number: PhoneNumber, at: Date) {
  // The row is locked and was deleting a moment ago.
  if (!(await tx.numbers.compareAndRemove(number.id, { statuses: statusesBefore("teardown_verified") })))
    throw new Error(`number ${number.id} changed under its lock`);
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
  return { outcome: "removed", incident } as const;
}

async function corrupt(
  tx: Store,
  { run }: HeldRun,
  number: PhoneNumber,
  outcome: Extract<TeardownOutcome, { outcome: "corrupted" }>,
  { at, spread }: { at: Date; spread: number },
) {
  const { cause, message } = outcome;
  const corrupted = await tx.numbers.compareAndSet(
    number.id,
    { statuses: statusesBefore("teardown_failed") },
    { status: "corrupted", corruptionCause: cause, corruptionMessage: message },
  );
  // The row is locked and was deleting a moment ago.
  if (corrupted === null) throw new Error(`number ${number.id} changed under its lock`);
  const raised = await raiseAlert(tx, number.id, at);
  const failed = { by: run.requestedBy, causes: causesOf(outcome), message, at, spread };
  return {
    outcome: "corrupted",
    number: corrupted,
    incident: await settleFailedTry(tx, raised, failed),
  } as const;
}
