import type { Store } from "../ports/store.ts";
import type { Over } from "./incident-answers.ts";

/** Somebody acted on an incident that is over: its message still offers that somewhere, so it is drawn anew. */
export async function caseOver(tx: Store, incidentId: number): Promise<Over> {
  const incident = await tx.incidents.find(incidentId);
  if (incident !== null) {
    await tx.incidents.touch(incidentId);
    await tx.enqueue({ name: "sync_alert", incidentId });
  }
  return { result: "over", incident };
}
