import type { Incident } from "../../domain/incident.ts";
import type { Store } from "../ports/store.ts";

/** The open alert of a number, if there is one, is brought up to date. To be called in the transaction of the change. */
export async function showOnAlert(store: Store, numberId: number): Promise<Incident | null> {
  const incident = await store.incidents.openOf(numberId);
  if (incident === null) return null;
  await store.incidents.touch(incident.id);
  await store.enqueue({ name: "sync_alert", incidentId: incident.id });
  return incident;
}
