import type { Actor } from "../../domain/actor.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Deps } from "../deps.ts";
import type { CreateRequest } from "../operations.ts";
import type { ProvisioningRecord } from "../ports/provisioning-store.ts";
import { whyTaken } from "../why-taken.ts";
import { type HeldProvisioning, holdProvisioning, provisioningLeaseMs } from "./held-provisioning.ts";

/**
 * Records the number as provisioning, with the job that takes everything down again if this process dies, in one transaction.
 * Throws InvalidInput where the phone number is recorded already, by whoever was faster too; Conflict where it is being set up.
 */
export async function openProvisioning(
  deps: Pick<Deps, "database" | "clock" | "ids" | "settings" | "realtime">,
  request: CreateRequest,
  actor: Actor,
): Promise<{ number: PhoneNumber; held: HeldProvisioning }> {
  const { authToken, ...asked } = request;
  const owner = deps.ids.uuid();
  const id = deps.ids.uuid();
  const leaseMs = provisioningLeaseMs(deps.settings);
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const row = { ...asked, ...NOTHING_YET, livekitHost: deps.realtime.host };
    const number = await tx.numbers.create(row, authToken);
    if (number === null) throw await whyTaken(tx, request.phoneNumber);
    const record = recordOf(number);
    const opened = { id, phoneNumberId: number.id, requestedBy: actor, requestedAt: at, record };
    await tx.provisionings.open(opened, { owner, until: new Date(at.getTime() + leaseMs) });
    await tx.enqueue({ name: "resume_provisioning", provisioningId: id, startAfterMs: leaseMs });
    await tx.audit.append({
      at,
      actor,
      action: "provisioning_started",
      phoneNumberId: number.id,
      incidentId: null,
      data: { phone_number: number.phoneNumber, provisioning: id, account: request.twilioAccountSid },
    });
    return { number, held: holdProvisioning(deps, { ...opened, finishedAt: null, outcome: null }, owner) };
  });
}

function recordOf(number: PhoneNumber): ProvisioningRecord {
  const { phoneNumber, label, supportsInbound, supportsOutbound } = number;
  const { twilioAccountSid, twilioRegion, livekitHost } = number;
  return {
    phoneNumber,
    label,
    supportsInbound,
    supportsOutbound,
    twilioAccountSid,
    twilioRegion,
    livekitHost,
  };
}

/** What the record of a number says while nothing of it is made. */
export const NOTHING_YET = {
  status: "provisioning",
  provider: "twilio",
  twilioPhoneNumberSid: null,
  twilioTrunkSid: null,
  twilioCredentialListSids: [],
  twilioConnectionPolicySids: [],
  twilioIpAccessControlListSids: [],
  livekitTrunkId: null,
  livekitOutboundTrunkId: null,
  livekitDispatchRuleId: null,
  corruptedAt: null,
  corruptionCause: null,
  corruptionMessage: null,
} satisfies Partial<Record<keyof PhoneNumber, unknown>> & { status: PhoneNumber["status"] };
