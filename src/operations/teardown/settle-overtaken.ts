import type { ExternalResource } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import { showOnAlert } from "../alerting/show-on-alert.ts";
import { evidenceOf } from "../evidence.ts";
import type { Store } from "../ports/store.ts";
import type { HeldRun } from "./held-run.ts";

/**
 * Another program changed the number while it was being torn down. What it wrote stands; what was found out is kept; and a
 * number that was set back to active without its resources is corrupted, because it does not work any more.
 */
export async function settleOvertaken(
  tx: Store,
  overtaken: {
    held: HeldRun;
    now: PhoneNumber | null;
    resources: readonly ExternalResource[];
    at: Date;
  },
): Promise<{ outcome: "overtaken" }> {
  const { held, now, resources, at } = overtaken;
  const { phoneNumberId } = held.run;
  let incident = null;
  if (now !== null) {
    await tx.resources.save(phoneNumberId, resources);
    const report = {
      status: "corrupted",
      corruptionCause: "conflict",
      corruptionMessage: "Another program set the number to active while its resources were being removed",
    } as const;
    const statuses = statusesBefore("corruption_reported");
    const corrupted =
      now.status === "active" &&
      (await tx.numbers.compareAndSet(phoneNumberId, { statuses }, report)) !== null;
    incident = corrupted ? await raiseAlert(tx, phoneNumberId, at) : await showOnAlert(tx, phoneNumberId);
  }
  await tx.audit.append({
    at,
    actor: held.run.requestedBy,
    action: "teardown_overtaken",
    phoneNumberId,
    incidentId: incident?.id ?? null,
    data: { run: held.run.id, found: now?.status ?? "removed", resources: evidenceOf(resources) },
  });
  return { outcome: "overtaken" };
}
