import type { Incident } from "../domain/incident.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import type { Store } from "./ports/store.ts";

const BATCH = 100;

/**
 * The safety net under every path to corrupted. Incidents that another program caused by plain SQL get their alert and
 * their first look; incidents that another program resolved are closed; alerts that lost their wake-up are woken.
 */
export function createTakeUpIncidents(deps: Pick<Deps, "database" | "clock">): Operations["takeUpIncidents"] {
  return async () => {
    for (const id of await deps.database.incidents.listUntaken(BATCH))
      await deps.database.transaction((tx) => takeUp(tx, id, deps.clock.now()));
    for (const incident of await deps.database.incidents.listResolvedElsewhere(BATCH))
      await deps.database.transaction((tx) => closeResolved(tx, incident, deps.clock.now()));
    for (const incidentId of await deps.database.alerts.listBehind(BATCH))
      await deps.database.enqueue({ name: "sync_alert", incidentId });
  };
}

async function takeUp(tx: Store, id: number, at: Date): Promise<void> {
  const incident = await tx.incidents.find(id);
  if (incident === null || !(await tx.incidents.takeUp(id, at))) return;
  await tx.enqueue({ name: "sync_alert", incidentId: id });
  await tx.enqueue({ name: "verify_number", numberId: incident.phoneNumberId });
  await tx.audit.append({
    at,
    actor: { kind: "system", name: "database trigger" },
    action: "corruption_reported",
    phoneNumberId: incident.phoneNumberId,
    incidentId: id,
    data: { cause: incident.cause, message: incident.message, opened_at: incident.openedAt.toISOString() },
  });
}

async function closeResolved(tx: Store, incident: Incident, at: Date): Promise<void> {
  const by = { kind: "system", name: "another program" } as const;
  const closing = {
    at,
    outcome: "resolved_elsewhere",
    by,
    reason: null,
    basis: null,
    approvedBy: null,
  } as const;
  if (!(await tx.incidents.close(incident.id, closing))) return;
  await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  await tx.audit.append({
    at,
    actor: by,
    action: "resolved_elsewhere",
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: {},
  });
}
