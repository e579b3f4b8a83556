import type { Operations } from "./operations.ts";
import { endOvertaken } from "./teardown/end-overtaken.ts";
import { type RunTeardownDeps, runTeardown, takeRun } from "./teardown/run-teardown.ts";

const BUSY_RETRY_MS = 5_000;

/** Goes on with a run whose process died, or starts one that was only enqueued. Finished runs need nothing. */
export function createResumeTeardown(deps: RunTeardownDeps): Operations["resumeTeardown"] {
  return async (runId) => {
    const { teardowns, numbers } = deps.database;
    const run = await teardowns.find(runId);
    if (run === null || run.finishedAt !== null) return { done: true };
    const held = await takeRun(deps, run);
    if (held === null) return { done: false, retryAfterMs: BUSY_RETRY_MS };
    if ((await numbers.find(run.phoneNumberId))?.status === "deleting") await runTeardown(deps, held);
    // Another program changed or removed the number since.
    else await endOvertaken(deps, held);
    return { done: true };
  };
}
