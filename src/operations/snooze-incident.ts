import { decideSnooze } from "../domain/snooze.ts";
import type { Deps } from "./deps.ts";
import { caseOver } from "./incidents/case-over.ts";
import { recordAct } from "./incidents/record-act.ts";
import type { Operations } from "./operations.ts";

/** Keeps an incident quiet until then: nobody is reminded, and nothing is tried automatically. */
export function createSnoozeIncident(deps: Pick<Deps, "database" | "clock">): Operations["snoozeIncident"] {
  return (incidentId, until, actor) =>
    deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(incidentId);
      if (incident === null) return caseOver(tx, incidentId);
      const at = deps.clock.now();
      const decision = decideSnooze(incident, { until, actor, at });
      if (decision.decision === "refused") return { result: "refused", why: decision.why };
      if (decision.decision === "already") return { result: "already", incident, until: decision.until };
      const snoozed = await recordAct(tx, incident, {
        actor,
        at,
        changes: { snoozedUntil: until, snoozedBy: actor },
        note: `snoozed this until ${until.toISOString()}.`,
        action: "snoozed",
        data: { until: until.toISOString() },
      });
      return { result: "snoozed", incident: snoozed, until };
    });
}
