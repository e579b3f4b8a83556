import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** Slack repeats an event at about 0, 1 and 5 minutes; a signature is good for five (slack.md 1). */
const REMEMBERED_MS = 15 * 60_000;

/** Recognises a repeated request on any replica. */
export function createIsFirst(deps: Pick<Deps, "database" | "clock">): Operations["isFirst"] {
  return (requestKey) => {
    const now = deps.clock.now();
    return deps.database.dedupe.remember(requestKey, now, new Date(now.getTime() + REMEMBERED_MS));
  };
}
