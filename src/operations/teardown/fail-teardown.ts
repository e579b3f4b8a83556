import { statusesBefore } from "../../domain/number-lifecycle.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import { tellCleanUpEnd } from "../incidents/tell-clean-up-end.ts";
import type { HeldRun } from "./held-run.ts";
import { settleFailedTry } from "./settle-failed-try.ts";

const MESSAGE = "The clean-up broke off with an error of Lineman's own; its log has it";

/**
 * Ends a run that failed in a way that nobody foresaw: the number is corrupted and alerted rather than left in deleting. What
 * was found out in the run is not saved, because saving it may be what failed.
 */
export async function failTeardown(
  deps: Pick<Deps, "database" | "clock">,
  { run, owner }: Pick<HeldRun, "run" | "owner">,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    if (!(await tx.teardowns.finish(run.id, owner, at, "corrupted"))) return;
    const corrupted = await tx.numbers.compareAndSet(
      run.phoneNumberId,
      { statuses: statusesBefore("teardown_failed") },
      {
        status: "corrupted",
        corruptionCause: "unexpected",
        corruptionMessage: MESSAGE,
      },
    );
    if (corrupted === null) return;
    const incident = await raiseAlert(tx, run.phoneNumberId, at);
    const message = "it broke off with an error of Lineman's own";
    await tellCleanUpEnd(tx, incident, { run, resources: [], message, at });
    // Nothing is known to have a passing cause, so nothing is tried again by itself.
    await settleFailedTry(tx, incident, { by: run.requestedBy, causes: [], message: MESSAGE, at, spread: 0 });
    await tx.audit.append({
      at,
      actor: run.requestedBy,
      action: "teardown_failed",
      phoneNumberId: run.phoneNumberId,
      incidentId: incident.id,
      data: { run: run.id, cause: "unexpected" },
    });
  });
}
