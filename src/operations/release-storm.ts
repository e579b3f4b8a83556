import { actorLabel } from "../domain/actor.ts";
import { decideRelease } from "../domain/claim.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { recordStormAct, stormOver } from "./storms/record-storm-act.ts";

/** Ends a claim, one's own or somebody else's. */
export function createReleaseStorm(deps: Pick<Deps, "database" | "clock">): Operations["releaseStorm"] {
  return (stormId, actor) =>
    deps.database.transaction(async (tx) => {
      const storm = await tx.storms.lock(stormId);
      if (storm === null) return stormOver(tx, stormId);
      const decision = decideRelease(storm, actor);
      if (decision.decision === "not_claimed") return { result: "not_claimed", storm };
      const { from, isOwn } = decision;
      const released = await recordStormAct(tx, storm, {
        actor,
        at: deps.clock.now(),
        changes: { claimedBy: null, claimedAt: null, remindedClaimedAt: null, remindedUnclaimedAt: null },
        note: `${isOwn ? "released this" : "ended somebody else's claim"}: anybody may claim this now.`,
        action: "released",
        data: { claimed_by: actorLabel(from) },
      });
      return { result: "released", storm: released, from, isOwn };
    });
}
