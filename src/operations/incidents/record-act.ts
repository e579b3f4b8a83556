import { type Actor, isPerson } from "../../domain/actor.ts";
import type { AuditAction } from "../../domain/audit-action.ts";
import type { Incident, IncidentChanges } from "../../domain/incident.ts";
import type { Json } from "../../domain/phone-number.ts";
import type { Store } from "../ports/store.ts";
import { giveOwnMessage } from "../storms/own-message.ts";

/** What somebody did about an open incident. `note`: what the thread says after their name; null for nothing. */
export interface Act {
  actor: Actor;
  at: Date;
  changes?: Omit<IncidentChanges, "lastActedAt">;
  note: string | null;
}

/**
 * Shows on an incident what a person did: its message, a line in its thread, and when somebody last acted. What Lineman or a
 * program does is no human step: then only the message changes. To be called in the transaction of the deed.
 */
export async function showAct(tx: Store, incidentId: number, act: Act): Promise<void> {
  const { actor, at, changes = {}, note } = act;
  const acted = isPerson(actor);
  const incident = acted ? await tx.incidents.find(incidentId) : null;
  if (incident !== null && !incident.ownMessage) await giveOwnMessage(tx, incident, actor, at);
  await tx.incidents.change(incidentId, { ...changes, ...(acted ? { lastActedAt: at } : {}) });
  if (acted && note !== null) await tx.incidents.note(incidentId, { by: actor, text: note }, at);
  await tx.enqueue({ name: "sync_alert", incidentId });
}

/** The same, for what has an entry of its own in the audit log. Returns the incident as it is now. */
export async function recordAct(
  tx: Store,
  incident: Incident,
  act: Act & { action: AuditAction; data: Json },
): Promise<Incident> {
  await showAct(tx, incident.id, act);
  await tx.audit.append({
    at: act.at,
    actor: act.actor,
    action: act.action,
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: act.data,
  });
  return { ...incident, ...act.changes, lastActedAt: act.at };
}
