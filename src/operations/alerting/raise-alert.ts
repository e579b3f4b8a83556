import type { Incident } from "../../domain/incident.ts";
import type { Store } from "../ports/store.ts";

/**
 * Takes up the incident that the database's trigger has just opened, and enqueues its alert: in the transaction that made
 * the number corrupted. Throws where there is none: then the trigger is missing, and nobody would be told.
 */
export async function raiseAlert(tx: Store, numberId: number, at: Date): Promise<Incident> {
  const incident = await tx.incidents.openOf(numberId);
  if (incident === null)
    throw new Error(`number ${numberId} is corrupted, but no incident was opened by the trigger`);
  await tx.incidents.takeUp(incident.id, at);
  await tx.incidents.touch(incident.id);
  await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  return incident;
}
