import { decideClaim } from "../domain/claim.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { recordStormAct, stormOver } from "./storms/record-storm-act.ts";

/** Somebody takes a storm on, with all its members. */
export function createClaimStorm(deps: Pick<Deps, "database" | "clock">): Operations["claimStorm"] {
  return (stormId, actor) =>
    deps.database.transaction(async (tx) => {
      const storm = await tx.storms.lock(stormId);
      if (storm === null) return stormOver(tx, stormId);
      const decision = decideClaim(storm, actor);
      if (decision.decision === "taken")
        return { result: "taken", storm, by: decision.by, since: decision.since };
      if (decision.decision === "already_yours") return { result: "already_yours", storm };
      const at = deps.clock.now();
      const claimed = await recordStormAct(tx, storm, {
        actor,
        at,
        changes: { claimedBy: actor, claimedAt: at, remindedClaimedAt: null },
        note: "claimed this.",
        action: "claimed",
        data: {},
      });
      return { result: "claimed", storm: claimed };
    });
}
