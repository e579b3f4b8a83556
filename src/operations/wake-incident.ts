import { isSnoozed } from "../domain/snooze.ts";
import type { Deps } from "./deps.ts";
import { caseOver } from "./incidents/case-over.ts";
import { recordAct } from "./incidents/record-act.ts";
import type { Operations } from "./operations.ts";

/** Ends a snooze before its time. */
export function createWakeIncident(deps: Pick<Deps, "database" | "clock">): Operations["wakeIncident"] {
  return (incidentId, actor) =>
    deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(incidentId);
      if (incident === null) return caseOver(tx, incidentId);
      const at = deps.clock.now();
      if (!isSnoozed(incident, at)) return { result: "not_snoozed", incident };
      const woken = await recordAct(tx, incident, {
        actor,
        at,
        changes: { snoozedUntil: null, snoozedBy: null },
        note: "ended the snooze.",
        action: "unsnoozed",
        data: { until: incident.snoozedUntil?.toISOString() ?? null },
      });
      return { result: "woken", incident: woken };
    });
}
