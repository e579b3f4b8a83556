import type { Incident } from "../../domain/incident.ts";
import type { Store } from "../ports/store.ts";

/**
 * Takes up an incident that another program caused, and tells the audit log how it began; false where that was done before. Whoever
 * cleans up or ends an incident calls it too: the sweep may not have come to it yet, and does not come to one that is over.
 */
export async function recordBeginning(tx: Store, incident: Incident, at: Date): Promise<boolean> {
  if (!(await tx.incidents.takeUp(incident.id, at))) return false;
  await tx.audit.append({
    at,
    actor: { kind: "system", name: "database trigger" },
    action: "corruption_reported",
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: { cause: incident.cause, message: incident.message, opened_at: incident.openedAt.toISOString() },
  });
  return true;
}
