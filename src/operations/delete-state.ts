import { NotFound } from "../domain/errors.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/** How a delete stands that some process works on, or has ended. Reads the database only. */
export function createDeleteState(deps: Pick<Deps, "database">): Operations["deleteState"] {
  return async (runId) => {
    const run = await deps.database.teardowns.find(runId);
    if (run === null) throw new NotFound("This delete is not known.");
    if (run.finishedAt === null) return { state: "under_way" };
    if (run.outcome !== "corrupted") return { state: run.outcome ?? "overtaken" };
    const incident = await deps.database.incidents.openOf(run.phoneNumberId);
    try {
      return { state: "corrupted", ...(await loadNumber(deps.database, run.phoneNumberId)), incident };
    } catch (error) {
      // Somebody was quick: the record was removed after this delete had failed.
      if (error instanceof NotFound) return { state: "overtaken" };
      throw error;
    }
  };
}
