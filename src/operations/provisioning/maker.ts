import type { ProvisionAction } from "../../domain/provision-plan.ts";
import type { Deps } from "../deps.ts";
import type { CallLimits, TelephonyAccess } from "../ports/providers.ts";
import type { Creation, Lookup, Made } from "../ports/provisioning.ts";

/** Makes and finds things of one kind, whoever has them. */
export interface Maker {
  create(creation: Creation, limits: CallLimits): Promise<Made>;
  find(lookup: Lookup, limits: CallLimits): Promise<Made[]>;
}

export function isAtRealtime(action: ProvisionAction): boolean {
  return action.startsWith("create_livekit_");
}

/** Twilio or LiveKit, as the action has it. */
export function makerOf(
  { provisioning }: Pick<Deps, "provisioning">,
  access: TelephonyAccess,
  action: ProvisionAction,
): Maker {
  if (isAtRealtime(action)) return provisioning.realtime;
  return {
    create: (creation, limits) => provisioning.telephony.create(access, creation, limits),
    find: (lookup, limits) => provisioning.telephony.find(access, lookup, limits),
  };
}
