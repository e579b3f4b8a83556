import { isSnoozed } from "../domain/snooze.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { recordStormAct, stormOver } from "./storms/record-storm-act.ts";

/** Ends a snooze before its time. */
export function createWakeStorm(deps: Pick<Deps, "database" | "clock">): Operations["wakeStorm"] {
  return (stormId, actor) =>
    deps.database.transaction(async (tx) => {
      const storm = await tx.storms.lock(stormId);
      if (storm === null) return stormOver(tx, stormId);
      const at = deps.clock.now();
      if (!isSnoozed(storm, at)) return { result: "not_snoozed", storm };
      const woken = await recordStormAct(tx, storm, {
        actor,
        at,
        changes: { snoozedUntil: null, snoozedBy: null },
        note: "ended the snooze.",
        action: "unsnoozed",
        data: { until: storm.snoozedUntil?.toISOString() ?? null },
      });
      return { result: "woken", storm: woken };
    });
}
