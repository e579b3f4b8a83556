import { ProviderError } from "../../domain/errors.ts";
import { isSettled } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import { setUpFailure } from "../../domain/provision-failure.ts";
import { raiseAlert } from "../alerting/raise-alert.ts";
import type { Deps } from "../deps.ts";
import type { Store } from "../ports/store.ts";
import { endWithoutRow } from "./end-without-row.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";
import { type Interrupted, leaveToOthers } from "./leave-to-others.ts";
import { isAtRealtime } from "./maker.ts";
import { standInFor } from "./settle-intents.ts";

/**
 * Ends a provisioning whose roll-back failed in a way that nobody foresaw: the number is corrupted and alerted rather than
 * left in provisioning; where another program has removed its row, what may stand goes to the register of leftovers. A try that
 * lost its lease writes nothing.
 */
export async function failProvisioning(
  deps: Pick<Deps, "database" | "clock">,
  { provisioning, owner }: Pick<HeldProvisioning, "provisioning" | "owner">,
  why: string,
): Promise<void> {
  const { id, phoneNumberId, requestedBy } = provisioning;
  await deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const number = await tx.numbers.lock(phoneNumberId);
    if (!(await tx.provisionings.finish(id, owner, at, "corrupted"))) return;
    const run = await tx.teardowns.openOf(phoneNumberId);
    if (run !== null) await tx.teardowns.finish(run.id, owner, at, "corrupted");
    if (number?.status !== "provisioning") {
      const resources = await tx.resources.of(phoneNumberId);
      const interrupted = { provisioning, runId: run?.id ?? null, resources, why, at };
      if (number === null) await registerWhatMayStand(tx, interrupted);
      else await leaveToOthers(tx, number, interrupted);
      return;
    }
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
    if (corrupted === null) throw new Error(`number ${phoneNumberId} changed under its lock`);
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

/** Also what nobody has learnt yet whether it was made. */
async function registerWhatMayStand(tx: Store, interrupted: Interrupted): Promise<void> {
  const { provisioning, resources, why, at } = interrupted;
  const intents = await tx.provisionings.unfinishedOf(provisioning.phoneNumberId);
  const untold = intents.flatMap((intent) => {
    const provider = isAtRealtime(intent.action) ? "livekit" : "twilio";
    const obstacle = new ProviderError({ provider, kind: "unexpected", message: why });
    return standInFor(intent, obstacle, at) ?? [];
  });
  const all = [...resources, ...untold];
  const standing = all.filter((resource) => !isSettled(resource));
  await endWithoutRow(tx, { ...interrupted, resources: all }, standing);
}
