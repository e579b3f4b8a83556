import type { Actor } from "../domain/actor.ts";
import { type ExternalResource, isSettled } from "../domain/external-resource.ts";
import type { ForceDeleteBasis } from "../domain/force-delete-gate.ts";
import type { Incident } from "../domain/incident.ts";
import { statusesBefore } from "../domain/number-lifecycle.ts";
import type { Deps } from "./deps.ts";
import { evidenceOf } from "./evidence.ts";
import type { NumberWithResources } from "./operations.ts";
import type { Store } from "./ports/store.ts";

export interface ForceDeleteDeed {
  verified: NumberWithResources;
  by: Actor;
  reason: string | null;
  /** `api`: the caller with the token took the responsibility. */
  basis: ForceDeleteBasis | "api";
}

/** The closed incident, and what was let go without being settled. */
export interface Deed {
  incident: Incident;
  leftBehind: ExternalResource[];
}

/**
 * Removes the record of a corrupted number: record, register of leftovers, closed incident, audit event and the alert's
 * last update in one transaction. Null where the number is not corrupted any more, or not the one that was verified.
 */
export async function commitForceDelete(
  deps: Pick<Deps, "database" | "clock">,
  deed: ForceDeleteDeed,
): Promise<Deed | null> {
  const { number, resources } = deed.verified;
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const expected = { statuses: statusesBefore("force_delete_confirmed"), version: number.version };
    if (!(await tx.numbers.compareAndRemove(number.id, expected))) return null;
    const incident = await closeIncident(tx, deed, at);
    await tx.resources.save(number.id, resources);
    const { by, reason, basis } = deed;
    await tx.leftovers.register(number, incident.id, resources, {
      by,
      at,
      reason,
      accepted: basis === "accepted",
    });
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
        version: number.version,
        resources: evidenceOf(resources),
      },
    });
    return { incident, leftBehind: resources.filter((resource) => !isSettled(resource)) };
  });
}

async function closeIncident(
  tx: Store,
  { verified, by, reason, basis }: ForceDeleteDeed,
  at: Date,
): Promise<Incident> {
  const open = await tx.incidents.openOf(verified.number.id);
  if (open === null) throw new Error(`number ${verified.number.id} is corrupted without an incident`);
  await tx.incidents.close(open.id, { at, outcome: "force_deleted", by, reason, basis, approvedBy: null });
  await tx.enqueue({ name: "sync_alert", incidentId: open.id });
  return (await tx.incidents.find(open.id)) ?? open;
}
