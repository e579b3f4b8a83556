import { type Actor, isPerson } from "../../domain/actor.ts";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import {
  differencesBetween,
  FACTS_VALID_MS,
  type ForceDeleteBasis,
  factsOf,
} from "../../domain/force-delete-gate.ts";
import type { Incident } from "../../domain/incident.ts";
import { isWithin } from "../../domain/is-within.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { Deps } from "../deps.ts";
import { evidenceOf } from "../evidence.ts";
import { recordBeginning } from "../incidents/record-beginning.ts";
import type { LookedAtNumber } from "../inspection/look-at-number.ts";
import type { NumberWithResources } from "../operations.ts";
import type { Store } from "../ports/store.ts";
import { areStillShared, heldAgainstRecords } from "./held-against-records.ts";
import { lapseApproval } from "./lapse-approval.ts";

export interface ForceDeleteDeed {
  /** The look that it rests on; null where it rests on none (the API's caller takes the responsibility). */
  looked: Pick<LookedAtNumber, "factsReadAt" | "keptForRecorders"> | null;
  verified: NumberWithResources;
  by: Actor;
  reason: string | null;
  /** `api`: the caller with the token took the responsibility. */
  basis: ForceDeleteBasis | "api";
  /** The wish that a second person approves with this very deed; else a wish that waits for the number lapses with it. */
  approved?: { id: string; by: Actor };
}

/** The closed incident, and what was let go without being settled. */
export interface Deed {
  incident: Incident;
  leftBehind: ExternalResource[];
}

/** How long the deed may follow the decision: the facts are valid for 60 s (product.md 5), and were read before. */
const isTooOld = (factsReadAt: Date, at: Date) => !isWithin(factsReadAt, at, FACTS_VALID_MS);

/**
 * Removes the record of a corrupted number: record, register of leftovers, closed incident, audit event and the alert's
 * last update in one transaction. Null where the number is not corrupted any more, where it or what is known of its resources is
 * not what was decided on (also: kept for a number whose record is gone), where that has become too old, or where the wish was
 * decided by somebody else.
 */
export async function commitForceDelete(
  deps: Pick<Deps, "database" | "clock">,
  deed: ForceDeleteDeed,
): Promise<Deed | null> {
  const { number } = deed.verified;
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    if (deed.looked !== null && isTooOld(deed.looked.factsReadAt, at)) return null;
    // A look that is being recorded just now waits, or has been recorded before.
    const locked = await tx.numbers.lock(number.id);
    const resources = await holdingNow(tx, deed);
    if (resources === null) return null;
    const expected = { statuses: statusesBefore("force_delete_confirmed"), version: number.version };
    if (locked?.version !== expected.version || !expected.statuses.includes(locked.status)) return null;
    const { by, reason, basis, approved } = deed;
    if (approved && !(await tx.approvals.decide(approved.id, "approved", approved.by, at))) return null;
    // Nobody else can have changed what is locked: it fails only where the lock does not hold, and then nothing is done.
    if (!(await tx.numbers.compareAndRemove(number.id, expected)))
      throw new Error(`number ${number.id} changed although it was locked`);
    const incident = await closeIncident(tx, deed, at);
    await tx.leftovers.register(number, incident.id, resources, {
      by,
      at,
      reason,
      accepted: basis === "accepted",
    });
    if (approved) await recordApproval(tx, approved, incident, at);
    else if (isPerson(by)) await tx.incidents.note(incident.id, { by, text: "force-deleted this." }, at);
    await tx.audit.append({
      at,
      actor: by,
      action: "force_delete_confirmed",
      phoneNumberId: number.id,
      incidentId: incident.id,
      data: {
        phone_number: number.phoneNumber,
        label: number.label,
        basis,
        reason,
        approved_by: approved === undefined ? null : { ...approved.by },
        version: number.version,
        resources: evidenceOf(resources),
      },
    });
    return { incident, leftBehind: resources.filter((resource) => !isSettled(resource)) };
  });
}

/** What the deed rests on, where it still holds under the lock; null: it does not. */
async function holdingNow(
  tx: Store,
  { looked, verified }: ForceDeleteDeed,
): Promise<ExternalResource[] | null> {
  const { number, resources } = verified;
  if (looked === null) return heldAgainstRecords(tx, number.id, resources);
  if (await factsMoved(tx, verified)) return null;
  return (await areStillShared(tx, number.id, looked.keptForRecorders)) ? resources : null;
}

/** Another look has recorded something else since: the decision would rest on what is no longer so. */
async function factsMoved(tx: Store, { number, resources }: NumberWithResources): Promise<boolean> {
  const stored = await tx.resources.of(number.id);
  return differencesBetween(factsOf(number.status, resources), factsOf(number.status, stored)).length > 0;
}

async function closeIncident(
  tx: Store,
  { verified, by, reason, basis, approved }: ForceDeleteDeed,
  at: Date,
): Promise<Incident> {
  const open = await tx.incidents.openOf(verified.number.id);
  if (open === null) throw new Error(`number ${verified.number.id} is corrupted without an incident`);
  await recordBeginning(tx, open, at);
  const overtaken = await tx.approvals.pendingOf(open.id);
  if (overtaken !== null)
    await lapseApproval(tx, overtaken, { reason: { why: "not_corrupted", status: "removed" }, by, at });
  const approvedBy = approved?.by ?? null;
  await tx.incidents.close(open.id, { at, outcome: "force_deleted", by, reason, basis, approvedBy });
  await tx.enqueue({ name: "sync_alert", incidentId: open.id });
  return (await tx.incidents.find(open.id)) ?? open;
}

/** The wish is decided: its buttons go, and both are told. */
async function recordApproval(
  tx: Store,
  { id, by }: { id: string; by: Actor },
  incident: Incident,
  at: Date,
): Promise<void> {
  await tx.incidents.redrawApproval(incident.id, id);
  const text = "approved the force delete. The record is removed.";
  await tx.incidents.note(incident.id, { text, by, mention: "parties", approvalId: id }, at);
  await tx.audit.append({
    at,
    actor: by,
    action: "approved",
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: { request: id },
  });
}
