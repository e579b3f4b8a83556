import { IllegalTransition } from "../domain/errors.ts";
import { nextStatus, statusesBefore } from "../domain/number-lifecycle.ts";
import { raiseAlert } from "./alerting/raise-alert.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/** The platform reports a failed teardown of its own: the number is corrupted and alerted, its resources looked at. */
export function createReportCorruption(
  deps: Pick<Deps, "database" | "clock">,
): Operations["reportCorruption"] {
  return (id, report, actor) =>
    deps.database.transaction(async (tx) => {
      const { number } = await loadNumber(tx, id);
      if (nextStatus(number.status, "corruption_reported") === null)
        throw new IllegalTransition(number.status, "corruption_reported");
      const corrupted = await tx.numbers.compareAndSet(
        id,
        { statuses: statusesBefore("corruption_reported"), version: number.version },
        { status: "corrupted", corruptionCause: report.cause, corruptionMessage: report.message },
      );
      if (corrupted === null) throw new IllegalTransition(number.status, "corruption_reported");
      const at = deps.clock.now();
      const incident = await raiseAlert(tx, id, at);
      await tx.enqueue({ name: "verify_number", numberId: id });
      await tx.audit.append({
        at,
        actor,
        action: "corruption_reported",
        phoneNumberId: id,
        incidentId: incident.id,
        data: { from: number.status, cause: report.cause, message: report.message },
      });
      return loadNumber(tx, id);
    });
}
