import { actorLabel } from "../domain/actor.ts";
import { decideRelease } from "../domain/claim.ts";
import type { Deps } from "./deps.ts";
import { caseOver } from "./incidents/case-over.ts";
import { recordAct } from "./incidents/record-act.ts";
import type { Operations } from "./operations.ts";

/** Ends a claim, one's own or somebody else's: then anybody may claim it, and automatic tries go on. */
export function createReleaseIncident(deps: Pick<Deps, "database" | "clock">): Operations["releaseIncident"] {
  return (incidentId, actor) =>
    deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(incidentId);
      if (incident === null) return caseOver(tx, incidentId);
      const decision = decideRelease(incident, actor);
      if (decision.decision === "not_claimed") return { result: "not_claimed", incident };
      const { from, since, isOwn } = decision;
      const claim =
        since === null ? "a claim of somebody else" : `somebody else's claim of ${since.toISOString()}`;
      const released = await recordAct(tx, incident, {
        actor,
        at: deps.clock.now(),
        // Nobody's again: those on call may be reminded of it again.
        changes: { claimedBy: null, claimedAt: null, remindedClaimedAt: null, remindedUnclaimedAt: null },
        note: isOwn
          ? "released this: anybody may claim it now."
          : `ended ${claim}: anybody may claim this now.`,
        action: "released",
        data: { claimed_by: actorLabel(from), claimed_at: since?.toISOString() ?? null },
      });
      return { result: "released", incident: released, from, since, isOwn };
    });
}
