import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";
import { beginTeardown } from "./teardown/begin-teardown.ts";

/** Removes what is left, as a durable job: whoever pressed the button need not wait, and a crash loses nothing. */
export function createRetryCleanUp(
  deps: Pick<Deps, "database" | "clock" | "ids">,
): Operations["retryCleanUp"] {
  return async (id, actor) => {
    // An active number has nothing that was left behind: deleting it is another decision.
    await beginTeardown(deps, { id, actor, startAfterMs: 0, from: ["corrupted"] });
    return loadNumber(deps.database, id);
  };
}
