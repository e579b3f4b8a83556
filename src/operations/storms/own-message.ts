import type { Actor } from "../../domain/actor.ts";
import type { Store } from "../ports/store.ts";

/**
 * Somebody acts on a member of a storm: it gets a message of its own, which the storm's thread links to once it is posted.
 * False where it has one already, or is no member. To be called in the transaction of the deed.
 */
export async function giveOwnMessage(
  tx: Store,
  incident: { id: number; phoneNumber: string; phoneNumberId: number },
  by: Actor,
  at: Date,
): Promise<boolean> {
  const stormId = await tx.storms.giveOwnMessage(incident.id, at);
  if (stormId === null) return false;
  const text = `acts on ${incident.phoneNumber} (id ${incident.phoneNumberId}) by itself.`;
  await tx.storms.note(stormId, { text, by, aboutIncidentId: incident.id }, at);
  await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  await tx.audit.append({
    at,
    actor: by,
    action: "storm_member_opened",
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: { storm: stormId },
  });
  return true;
}
