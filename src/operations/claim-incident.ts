import { decideClaim } from "../domain/claim.ts";
import type { Deps } from "./deps.ts";
import { caseOver } from "./incidents/case-over.ts";
import { recordAct } from "./incidents/record-act.ts";
import type { Operations } from "./operations.ts";

/** Somebody takes an incident on. However many try at once: one has it, and the others are told who. */
export function createClaimIncident(deps: Pick<Deps, "database" | "clock">): Operations["claimIncident"] {
  return (incidentId, actor) =>
    deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(incidentId);
      if (incident === null) return caseOver(tx, incidentId);
      const decision = decideClaim(incident, actor);
      if (decision.decision === "taken")
        return { result: "taken", incident, by: decision.by, since: decision.since };
      if (decision.decision === "already_yours") return { result: "already_yours", incident };
      const at = deps.clock.now();
      const claimed = await recordAct(tx, incident, {
        actor,
        at,
        // What was said about an earlier claim says nothing about this one.
        changes: { claimedBy: actor, claimedAt: at, remindedClaimedAt: null },
        note: "claimed this.",
        action: "claimed",
        data: {},
      });
      return { result: "claimed", incident: claimed };
    });
}
