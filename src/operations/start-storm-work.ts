import { isWorking } from "../domain/storm.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { stormOver } from "./storms/record-storm-act.ts";
import { beginStormWork } from "./storms/storm-work.ts";

/** Retry all, Check all: a durable job goes through the members. One at a time, whoever presses what how often. */
export function createStartStormWork(deps: Pick<Deps, "database" | "clock">): Operations["startStormWork"] {
  return (stormId, kind, actor) =>
    deps.database.transaction(async (tx) => {
      const storm = await tx.storms.lock(stormId);
      if (storm === null) return stormOver(tx, stormId);
      if (storm.work !== null && isWorking(storm)) return { result: "busy", work: storm.work };
      const work = { kind, by: actor, at: deps.clock.now(), dueBefore: null };
      return { result: "started", storm, numbers: await beginStormWork(tx, storm, work) };
    });
}
