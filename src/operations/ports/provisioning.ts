import type { ProvisionAction, ProvisionStep } from "../../domain/provision-plan.ts";
import type { CallLimits, TelephonyAccess } from "./providers.ts";

/** One thing to make, with the ids of what it hangs on, which only the steps before it know. */
export interface Creation {
  step: ProvisionStep;
  phoneNumber: string;
  /** The trunk or the list that it is made on. */
  parentSid: string | null;
  /** What a link links, or the trunk that a dispatch rule serves. */
  memberSid: string | null;
  /** Where outbound calls go to. */
  domainName: string | null;
  /** The SIP password: goes to the provider, and nowhere else. */
  password: string | null;
}

/** What a creation is found by when its answer was lost: its name, in a complete list. */
export interface Lookup {
  action: ProvisionAction;
  /** The friendly name; for a credential its user name. */
  name: string;
  parentSid: string | null;
  memberSid: string | null;
}

/** Something that exists now. `domainName` is a trunk's termination domain. */
export interface Made {
  sid: string;
  domainName: string | null;
  how: string;
  requestId: string | null;
}

/** A number as the carrier's account has it; `trunkSid` is the trunk that it is linked to. */
export interface CarrierNumber {
  sid: string;
  trunkSid: string | null;
}

/** Makes things at the carrier (Twilio). Throws ProviderError and nothing else, as TelephonyProvider does. */
export interface TelephonyProvisioner {
  /** Null where the account does not have the number. */
  findNumber(access: TelephonyAccess, phoneNumber: string, limits: CallLimits): Promise<CarrierNumber | null>;
  /** One call, never repeated here. */
  create(access: TelephonyAccess, creation: Creation, limits: CallLimits): Promise<Made>;
  /** Everything of that name, from a complete list. */
  find(access: TelephonyAccess, lookup: Lookup, limits: CallLimits): Promise<Made[]>;
}

/** The same at the realtime media side (LiveKit). */
export interface RealtimeProvisioner {
  create(creation: Creation, limits: CallLimits): Promise<Made>;
  find(lookup: Lookup, limits: CallLimits): Promise<Made[]>;
}

/** Draws what must not be guessed, from a cryptographic source. */
export interface Secrets {
  /** At least 24 letters of both cases and digits. */
  sipPassword(): string;
  /** At most 32 letters and digits. */
  sipUsername(): string;
}
