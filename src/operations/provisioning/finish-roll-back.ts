import { Conflict } from "../../domain/errors.ts";
import { inResourceOrder } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { setUpFailure } from "../../domain/provision-failure.ts";
import { decideTeardownOutcome, type TeardownOutcome } from "../../domain/teardown-outcome.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import { evidenceOf } from "../evidence.ts";
import { recordBeginning } from "../incidents/record-beginning.ts";
import type { NumberWithResources } from "../operations.ts";
import type { Store } from "../ports/store.ts";
import type { HeldRun } from "../teardown/held-run.ts";
import { isStillShared } from "../teardown/is-still-shared.ts";
import { causesOf, settleFailedTry } from "../teardown/settle-failed-try.ts";
import type { TornDown } from "../teardown/tear-down.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";

/** `left`: the number that stays, corrupted. */
export interface RolledBack {
  left: NumberWithResources | null;
}

interface RollBackEnd {
  held: HeldProvisioning;
  run: HeldRun;
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
    const ending =
      number === null ? "removed" : number.status === "provisioning" ? outcome.outcome : "corrupted";
    if (!(await tx.provisionings.finish(provisioning, held.owner, at, ending)))
      throw new Conflict("Another process has taken this create over.");
    await tx.teardowns.finish(run.run.id, held.owner, at, ending);
    await tx.resources.save(phoneNumberId, torn.resources);
    if (number !== null && number.status !== "provisioning")
      return leftByOthers(tx, number, { held, run, torn, why }, at);
    const corrupted =
      number !== null && outcome.outcome === "corrupted" ? await corrupt(tx, number, outcome, why) : null;
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
      data: { provisioning, run: run.run.id, why, resources: evidenceOf(torn.resources) },
    });
    return { left: corrupted && { number: corrupted, resources: inResourceOrder(torn.resources) } };
  });
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

/** Another program made something else of the number while it was set up: what it wrote stands, and people are told. */
async function leftByOthers(
  tx: Store,
  number: PhoneNumber,
  { held, run, torn, why }: RollBackEnd,
  at: Date,
): Promise<RolledBack> {
  let now = number;
  const known = await tx.incidents.openOf(number.id);
  if (known !== null && (await recordBeginning(tx, known, at)))
    await tx.enqueue({ name: "verify_number", numberId: number.id });
  if (number.status === "active") {
    const report = {
      status: "corrupted",
      corruptionCause: "conflict",
      corruptionMessage: "Another program set the number to active while it was being set up",
    } as const;
    const statuses = statusesBefore("corruption_reported");
    now = (await tx.numbers.compareAndSet(number.id, { statuses }, report)) ?? number;
  }
  const incident = now.status === "corrupted" ? await raiseAlert(tx, number.id, at) : null;
  const { id: provisioning, requestedBy } = held.provisioning;
  await tx.audit.append({
    at,
    actor: requestedBy,
    action: "teardown_overtaken",
    phoneNumberId: number.id,
    incidentId: incident?.id ?? null,
    data: { provisioning, run: run.run.id, why, found: number.status, resources: evidenceOf(torn.resources) },
  });
  return { left: { number: now, resources: inResourceOrder(torn.resources) } };
}
