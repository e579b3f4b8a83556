import { Conflict } from "../../domain/errors.ts";
import { type ExternalResource, inResourceOrder } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { setUpFailure } from "../../domain/provision-failure.ts";
import { decideTeardownOutcome, type TeardownOutcome } from "../../domain/teardown-outcome.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import { evidenceOf } from "../evidence.ts";
import type { NumberWithResources } from "../operations.ts";
import type { Store } from "../ports/store.ts";
import type { HeldRun } from "../teardown/held-run.ts";
import { isStillShared } from "../teardown/is-still-shared.ts";
import { causesOf, settleFailedTry } from "../teardown/settle-failed-try.ts";
import type { TornDown } from "../teardown/tear-down.ts";
import { endWithoutRow } from "./end-without-row.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";
import { leaveToOthers } from "./leave-to-others.ts";

/** `left`: the number that stays. `standing`: what could not be taken down, where there is no number to list it. */
export interface RolledBack {
  left: NumberWithResources | null;
  standing: readonly ExternalResource[];
}

/** `run` is null where nothing was taken down, because another program had made something else of the number. */
interface RollBackEnd {
  held: HeldProvisioning;
  run: HeldRun | null;
  torn: TornDown;
  why: string;
}

/** Ends a provisioning that was taken down again: the record goes, or the number is corrupted and alerted. One transaction. */
export async function finishRollBack(
  deps: Pick<Deps, "database" | "clock" | "ids">,
  { held, run, torn, why }: RollBackEnd,
): Promise<RolledBack> {
  const { id: provisioning, phoneNumberId, requestedBy } = held.provisioning;
  const at = deps.clock.now();
  const spread = deps.ids.random();
  return deps.database.transaction(async (tx) => {
    const number = await tx.numbers.lock(phoneNumberId);
    const outcome = await outcomeNow(tx, phoneNumberId, torn);
    const isOurs = number === null || number.status === "provisioning";
    const ending = isOurs ? outcome.outcome : "corrupted";
    if (!(await tx.provisionings.finish(provisioning, held.owner, at, ending)))
      throw new Conflict("Another process has taken this create over.");
    if (run !== null) await tx.teardowns.finish(run.run.id, held.owner, at, ending);
    await tx.resources.save(phoneNumberId, torn.resources);
    const { resources } = torn;
    const runId = run?.run.id ?? null;
    const interrupted = { provisioning: held.provisioning, runId, resources, why, at };
    if (number === null) {
      const standing = standingAfter(outcome, resources);
      await endWithoutRow(tx, interrupted, standing);
      return { left: null, standing };
    }
    if (!isOurs) return { left: await leaveToOthers(tx, number, interrupted), standing: [] };
    const corrupted = outcome.outcome === "corrupted" ? await corrupt(tx, number, outcome, why) : null;
    const incident = corrupted && (await raiseAlert(tx, phoneNumberId, at));
    if (incident !== null && outcome.outcome === "corrupted") {
      const { message } = outcome;
      const failed = { by: requestedBy, causes: causesOf(outcome), message, at, spread };
      await settleFailedTry(tx, incident, failed);
    }
    if (corrupted === null)
      await tx.numbers.compareAndRemove(phoneNumberId, {
        statuses: statusesBefore("provisioning_rolled_back"),
      });
    await tx.audit.append({
      at,
      actor: requestedBy,
      action: corrupted === null ? "provisioning_rolled_back" : "provisioning_failed",
      phoneNumberId,
      incidentId: incident?.id ?? null,
      data: { provisioning, run: runId, why, resources: evidenceOf(resources) },
    });
    return { left: corrupted && { number: corrupted, resources: inResourceOrder(resources) }, standing: [] };
  });
}

/** What is not settled, or was kept for a number that is gone now. */
function standingAfter(
  outcome: TeardownOutcome,
  resources: readonly ExternalResource[],
): readonly ExternalResource[] {
  if (outcome.outcome === "removed") return [];
  return outcome.unsettled.length > 0 ? outcome.unsettled : resources.filter(({ state }) => state === "kept");
}

async function outcomeNow(tx: Store, numberId: number, torn: TornDown): Promise<TeardownOutcome> {
  const outcome = decideTeardownOutcome(torn.resources);
  if (outcome.outcome === "corrupted") return outcome;
  for (const ref of torn.keptForRecorders)
    if (!(await isStillShared(tx, numberId, ref)))
      return {
        outcome: "corrupted",
        cause: "conflict",
        message: `${ref.sid} was kept for another number that records it, and that number is gone now`,
        unsettled: [],
      };
  return outcome;
}

async function corrupt(
  tx: Store,
  number: PhoneNumber,
  { cause, message }: Extract<TeardownOutcome, { outcome: "corrupted" }>,
  why: string,
): Promise<PhoneNumber> {
  const corrupted = await tx.numbers.compareAndSet(
    number.id,
    { statuses: statusesBefore("provisioning_failed") },
    {
      status: "corrupted",
      corruptionCause: cause,
      corruptionMessage: setUpFailure(why, `what was made could not be taken down again: ${message}`),
    },
  );
  if (corrupted === null) throw new Error(`number ${number.id} changed under its lock`);
  return corrupted;
}
