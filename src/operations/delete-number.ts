import { Conflict } from "../domain/errors.ts";
import { beginTeardown } from "./begin-teardown.ts";
import type { Operations } from "./operations.ts";
import { leaseMs, type RunTeardownDeps, runTeardown, takeRun } from "./run-teardown.ts";

/** The normal delete, waited for. If this process dies in the middle, the job of the run goes on with it. */
export function createDeleteNumber(deps: RunTeardownDeps): Operations["deleteNumber"] {
  return async (id, actor) => {
    const run = await beginTeardown(deps, { id, actor, startAfterMs: leaseMs(deps.settings) });
    if (!(await takeRun(deps, run.id)))
      throw new Conflict("Another process has taken this delete over.", run.requestedBy, run.requestedAt);
    return runTeardown(deps, run);
  };
}
