import type { Deps } from "./deps.ts";
import { caseOver } from "./incidents/case-over.ts";
import type { Operations } from "./operations.ts";

/** Draws an alert anew, because somebody's screen still offers what is not so any more. */
export function createRedrawAlert(deps: Pick<Deps, "database">): Operations["redrawAlert"] {
  return (incidentId) => deps.database.transaction(async (tx) => (await caseOver(tx, incidentId)).incident);
}
