import { Conflict } from "../domain/errors.ts";
import type { PhoneNumber } from "../domain/phone-number.ts";
import type { Operations } from "./operations.ts";
import { beginTeardown } from "./teardown/begin-teardown.ts";
import { leaseMs, type RunTeardownDeps, runTeardown, takeRun } from "./teardown/run-teardown.ts";

/** What the caller does next hangs on what it is now. */
function overtakenWords(now: PhoneNumber | null): string {
  if (now === null) return "Another program removed this number's record while it was being deleted.";
  return `Another program changed this number while it was being deleted: it is ${now.status} now. Look at it before another try.`;
}

/** The normal delete, waited for. If this process dies in the middle, the job of the run goes on with it. */
export function createDeleteNumber(deps: RunTeardownDeps): Operations["deleteNumber"] {
  return async (id, actor) => {
    const run = await beginTeardown(deps, { id, actor, startAfterMs: leaseMs(deps.settings) });
    const held = await takeRun(deps, run);
    const end = held === null ? ({ outcome: "lost" } as const) : await runTeardown(deps, held);
    switch (end.outcome) {
      case "lost":
        throw new Conflict("Another process has taken this delete over.", run.requestedBy, run.requestedAt);
      case "overtaken":
        throw new Conflict(overtakenWords(await deps.database.numbers.find(id)));
      default:
        return end;
    }
  };
}
