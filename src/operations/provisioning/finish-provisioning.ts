import { Conflict } from "../../domain/errors.ts";
import { resourceKey } from "../../domain/external-resource.ts";
import { statusesBefore } from "../../domain/number-lifecycle.ts";
import type { Json, PhoneNumber } from "../../domain/phone-number.ts";
import type { Deps } from "../deps.ts";
import { loadNumber } from "../load-number.ts";
import type { NumberWithResources } from "../operations.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";

/** Ends a provisioning whose steps have all succeeded: the number is active. Null where another program changed it meanwhile. */
export async function finishProvisioning(
  deps: Pick<Deps, "database" | "clock">,
  { provisioning, owner, keep }: HeldProvisioning,
  outbound: { domainName: string; username: string } | null,
): Promise<NumberWithResources | null> {
  const { id, phoneNumberId, requestedBy } = provisioning;
  if (!(await keep())) throw new Conflict("Another process has taken this create over.");
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const before = await tx.numbers.lock(phoneNumberId);
    const active =
      before &&
      (await tx.numbers.compareAndSet(
        phoneNumberId,
        { statuses: statusesBefore("provisioning_finished") },
        { status: "active", outboundTrunk: outboundTrunk(before, outbound) },
      ));
    if (active === null) return null;
    if (!(await tx.provisionings.finish(id, owner, at, "active")))
      throw new Conflict("Another process has taken this create over.");
    const created = await loadNumber(tx, phoneNumberId);
    await tx.audit.append({
      at,
      actor: requestedBy,
      action: "number_created",
      phoneNumberId,
      incidentId: null,
      data: {
        provisioning: id,
        phone_number: active.phoneNumber,
        resources: created.resources.map(resourceKey),
      },
    });
    return created;
  });
}

/** What was asked for, with the address and the user name that calls really go out with. The password is kept nowhere. */
function outboundTrunk(number: PhoneNumber, outbound: { domainName: string; username: string } | null): Json {
  const asked = number.outboundTrunk;
  if (outbound === null || typeof asked !== "object" || asked === null || Array.isArray(asked)) return asked;
  const { domainName, username } = outbound;
  return { ...asked, address: domainName, has_auth_credentials: true, username };
}
