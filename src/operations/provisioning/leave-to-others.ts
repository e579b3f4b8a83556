import { type ExternalResource, inResourceOrder } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import { evidenceOf } from "../evidence.ts";
import { recordBeginning } from "../incidents/record-beginning.ts";
import type { NumberWithResources } from "../operations.ts";
import type { Provisioning } from "../ports/provisioning-store.ts";
import type { Store } from "../ports/store.ts";

/** How a provisioning ended that another program got in the way of. `runId`: the clean-up of what it had made, if one began. */
export interface Interrupted {
  provisioning: Provisioning;
  runId: string | null;
  resources: readonly ExternalResource[];
  why: string;
  at: Date;
}

/** Another program made something else of the number while it was set up: what it wrote stands, and people are told. */
export async function leaveToOthers(
  tx: Store,
  number: PhoneNumber,
  { provisioning, runId, resources, why, at }: Interrupted,
): Promise<NumberWithResources> {
  let now = number;
  const known = await tx.incidents.openOf(number.id);
  if (known !== null && (await recordBeginning(tx, known, at)))
    await tx.enqueue({ name: "verify_number", numberId: number.id });
  if (number.status === "active") {
    const report = {
      status: "corrupted",
      corruptionCause: "conflict",
      corruptionMessage: "Another program set the number to active while it was being set up",
    } as const;
    const statuses = statusesBefore("corruption_reported");
    now = (await tx.numbers.compareAndSet(number.id, { statuses }, report)) ?? number;
  }
  const incident = now.status === "corrupted" ? await raiseAlert(tx, number.id, at) : null;
  await tx.audit.append({
    at,
    actor: provisioning.requestedBy,
    action: "teardown_overtaken",
    phoneNumberId: number.id,
    incidentId: incident?.id ?? null,
    data: {
      provisioning: provisioning.id,
      run: runId,
      why,
      found: number.status,
      resources: evidenceOf(resources),
    },
  });
  return { number: now, resources: inResourceOrder(resources) };
}
