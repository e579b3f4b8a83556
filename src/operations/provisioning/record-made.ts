import { applySighting } from "../../domain/proof.ts";
import { columnsNaming, kindMadeBy, resourceMade } from "../../domain/provisioned-resource.ts";
import { uncheckedResource } from "../../domain/recorded-resources.ts";
import type { Deps } from "../deps.ts";
import { hostOf } from "../inspection/inspect-realtime.ts";
import { telephonyPlace } from "../inspection/inspect-telephony.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import type { Made } from "../ports/provisioning.ts";
import type { ProvisionIntent } from "../ports/provisioning-store.ts";
import { isAtRealtime } from "./maker.ts";

/**
 * Records what was made: intent, column and resource in one transaction, so that nothing is known to one of them alone. It
 * was seen being made, and it is ours.
 */
export async function recordMade(
  deps: Pick<Deps, "database" | "clock" | "realtime">,
  numberId: number,
  intent: Pick<ProvisionIntent, "id" | "action" | "name" | "parentSid">,
  { made, access }: { made: Made; access: Pick<TelephonyAccess, "accountSid" | "region"> },
): Promise<void> {
  const at = deps.clock.now();
  const place = isAtRealtime(intent.action) ? hostOf(deps.realtime.host) : telephonyPlace(access);
  await deps.database.transaction(async (tx) => {
    await tx.provisionings.complete(intent.id, at, { outcome: "made", sid: made.sid });
    const ref = resourceMade(intent.action, made.sid, intent.parentSid);
    const kind = kindMadeBy(intent.action);
    if (ref === null || kind === null) return;
    const number = await tx.numbers.lock(numberId);
    if (number !== null)
      await tx.numbers.compareAndSet(numberId, { statuses: [number.status] }, columnsNaming(number, ref));
    await tx.resources.forget(numberId, { kind, sid: intent.name });
    // The number behind a link has a name of its own.
    const nameGiven = kind === "twilio_trunk_number" ? {} : { name: intent.name };
    const seen = applySighting(
      uncheckedResource(ref),
      { seen: "present", how: made.how, requestId: made.requestId, ...nameGiven },
      { premise: { holds: true, evidence: made.how }, place, sharing: null, at },
    );
    await tx.resources.save(numberId, [{ ...seen, ownership: "proven" }]);
  });
}
