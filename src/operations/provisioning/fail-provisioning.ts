import { statusesBefore } from "../../domain/number-lifecycle.ts";
import { setUpFailure } from "../../domain/provision-failure.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";

/**
 * Ends a provisioning whose roll-back failed in a way that nobody foresaw: the number is corrupted and alerted rather than
 * left in provisioning. A try that lost its lease writes nothing.
 */
export async function failProvisioning(
  deps: Pick<Deps, "database" | "clock">,
  { provisioning, owner }: Pick<HeldProvisioning, "provisioning" | "owner">,
  why: string,
): Promise<void> {
  const { id, phoneNumberId, requestedBy } = provisioning;
  await deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    if (!(await tx.provisionings.finish(id, owner, at, "corrupted"))) return;
    const run = await tx.teardowns.openOf(phoneNumberId);
    if (run !== null) await tx.teardowns.finish(run.id, owner, at, "corrupted");
    const corrupted = await tx.numbers.compareAndSet(
      phoneNumberId,
      { statuses: statusesBefore("provisioning_failed") },
      {
        status: "corrupted",
        corruptionCause: "unexpected",
        corruptionMessage: setUpFailure(
          why,
          "taking it down again broke off with an error of Lineman's own; its log has it",
        ),
      },
    );
    if (corrupted === null) return;
    const incident = await raiseAlert(tx, phoneNumberId, at);
    await tx.enqueue({ name: "verify_number", numberId: phoneNumberId });
    await tx.audit.append({
      at,
      actor: requestedBy,
      action: "provisioning_failed",
      phoneNumberId,
      incidentId: incident.id,
      data: { provisioning: id, why, cause: "unexpected" },
    });
  });
}
