import type { ExternalResource } from "../../domain/external-resource.ts";
import { evidenceOf } from "../evidence.ts";
import type { Store } from "../ports/store.ts";
import type { Interrupted } from "./leave-to-others.ts";
import { numberWithoutRow } from "./number-without-row.ts";

/**
 * Another program removed the row while the number was set up. What could not be taken down (`standing`) goes to the register of
 * leftovers with everything else that was made: no record names it any more.
 */
export async function endWithoutRow(
  tx: Store,
  { provisioning, runId, resources, why, at }: Interrupted,
  standing: readonly ExternalResource[],
): Promise<void> {
  const { id, phoneNumberId, requestedBy } = provisioning;
  // One that another program corrupted first, and then removed.
  const incident = await tx.incidents.openOf(phoneNumberId);
  const incidentId = incident?.id ?? null;
  if (standing.length > 0) {
    const letGo = { by: requestedBy, at, reason: null, accepted: false };
    await tx.leftovers.register(numberWithoutRow(provisioning), incidentId, resources, letGo);
  }
  await tx.audit.append({
    at,
    actor: requestedBy,
    action: standing.length > 0 ? "provisioning_failed" : "provisioning_rolled_back",
    phoneNumberId,
    incidentId,
    data: { provisioning: id, run: runId, why, found: "removed", resources: evidenceOf(resources) },
  });
}
