import type { Incident } from "../../domain/incident.ts";
import type { Store } from "../ports/store.ts";
import type { Joined } from "../ports/storm-store.ts";

/**
 * Takes up an incident that another program caused, and tells the audit log how it began; false where that was done before. Whoever
 * cleans up or ends an incident calls it too: the sweep may not have come to it yet, and does not come to one that is over.
 */
export async function recordBeginning(tx: Store, incident: Incident, at: Date): Promise<boolean> {
  if (!(await tx.incidents.takeUp(incident.id, at))) return false;
  await auditBeginning(tx, { ...incident, incidentId: incident.id }, at);
  return true;
}

/** The same for one that a storm has just taken up, with many others. */
export function recordBeginningInStorm(tx: Store, member: Joined, at: Date): Promise<void> {
  return auditBeginning(tx, member, at, { storm: member.stormId });
}

function auditBeginning(
  tx: Store,
  incident: Pick<Joined, "incidentId" | "phoneNumberId" | "cause" | "message" | "openedAt">,
  at: Date,
  also: { storm?: number } = {},
): Promise<void> {
  const { incidentId, phoneNumberId, cause, message, openedAt } = incident;
  return tx.audit.append({
    at,
    actor: { kind: "system", name: "database trigger" },
    action: "corruption_reported",
    phoneNumberId,
    incidentId,
    data: { cause, message, opened_at: openedAt.toISOString(), ...also },
  });
}
