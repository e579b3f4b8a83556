import { decideSnooze } from "../domain/snooze.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { recordStormAct, stormOver } from "./storms/record-storm-act.ts";

/** Keeps a storm quiet until then: nobody is reminded, and none of its members is tried automatically. */
export function createSnoozeStorm(deps: Pick<Deps, "database" | "clock">): Operations["snoozeStorm"] {
  return (stormId, until, actor) =>
    deps.database.transaction(async (tx) => {
      const storm = await tx.storms.lock(stormId);
      if (storm === null) return stormOver(tx, stormId);
      const at = deps.clock.now();
      const decision = decideSnooze(storm, { until, actor, at });
      if (decision.decision === "refused") return { result: "refused", why: decision.why };
      if (decision.decision === "already") return { result: "already", storm, until: decision.until };
      const snoozed = await recordStormAct(tx, storm, {
        actor,
        at,
        changes: { snoozedUntil: until, snoozedBy: actor },
        note: `snoozed this until ${until.toISOString()}.`,
        action: "snoozed",
        data: { until: until.toISOString() },
      });
      return { result: "snoozed", storm: snoozed, until };
    });
}
