import type { AccountScan, ScanPart } from "../../domain/account-scan.ts";
import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceRef } from "../../domain/external-resource.ts";
import type { NamedResource } from "../../domain/look-alike.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Sighting } from "../../domain/proof.ts";
import type { UseScan } from "../../domain/sharing.ts";
import type { TeardownStep } from "../../domain/teardown-plan.ts";

/** A look that answered: the resource is there, or the provider positively says that it is not. */
export type Seen = Exclude<Sighting, { seen: "nothing" }>;

/** `already_gone`: the provider says that there was nothing to remove, which counts as done. */
export interface RemovalAnswer {
  answer: "removed" | "already_gone";
  how: string;
  requestId: string | null;
}

/** Which Twilio account to speak to, and how. `region` is the recorded one, e.g. "us1". */
export interface TelephonyAccess {
  accountSid: string;
  authToken: string;
  region: string;
}

export interface TrunkNumber {
  sid: string;
  /** E.164. */
  phoneNumber: string;
}

/** One call's limits. */
export interface CallLimits {
  timeoutMs: number;
}

/**
 * The carrier side (Twilio). Every method throws ProviderError with one of the closed causes when it could not get a sure
 * answer, and nothing but ProviderError. References were checked with `isAddressable` before.
 */
export interface TelephonyProvider {
  /** Returns when the account is active with these credentials, with a sentence of evidence; throws otherwise. */
  proveAccount(access: TelephonyAccess, limits: CallLimits): Promise<string>;
  sight(access: TelephonyAccess, ref: ResourceRef, limits: CallLimits): Promise<Seen>;
  perform(access: TelephonyAccess, step: TeardownStep, limits: CallLimits): Promise<RemovalAnswer>;
  /** All numbers on a trunk (complete pagination). */
  numbersOnTrunk(access: TelephonyAccess, trunkSid: string, limits: CallLimits): Promise<TrunkNumber[]>;
  /** The origination URLs (OU ids) of a trunk, complete. */
  originationUrlsOf(access: TelephonyAccess, trunkSid: string, limits: CallLimits): Promise<string[]>;
  /**
   * Who uses which list or policy in the whole account: one scan for all who ask at the same time. `limits` is how long the
   * caller waits; the scan has a budget of its own and goes on. Does not throw: what could not be seen is a gap.
   */
  scanAccount(access: TelephonyAccess, request: ScanRequest, limits: CallLimits): Promise<AccountScan>;
}

/** `notBefore`: a scan that began then or earlier is too old for the caller. */
export interface ScanRequest {
  part: ScanPart;
  notBefore: Date;
}

/** What LiveKit's lists say of one trunk or rule. `seen` is the error where they do not tell. */
export interface RealtimeFinding {
  seen: Seen | ProviderError;
  uses: UseScan;
  /** What the lists that were read show by name; of trunks hardly more than was asked for, since LiveKit lists them by id. */
  named: readonly NamedResource[];
}

/** The realtime media side (LiveKit). Throws like TelephonyProvider, where it is not said otherwise. */
export interface RealtimeProvider {
  /** The configured project's address: an absence proves something only where it is the recorded one. */
  readonly host: string;
  /** Removes a trunk or a rule, or takes `phoneNumber` off a trunk's list (never down to an empty list). */
  perform(step: TeardownStep, phoneNumber: string, limits: CallLimits): Promise<RemovalAnswer>;
  /**
   * Looks at the trunks and rules of one number and for who else uses them, all from the same lists, by resource key. A
   * trunk is used by other numbers on its list (`ours`: beside ours), "every number" where that is empty, and rules that name
   * it and are not in `refs`. A rule: by other trunks, "every trunk" where it names none; and where its trunk is shared and
   * the rule is not limited to this number, by the trunk's other users. Does not throw: every one of `refs` gets a finding.
   */
  look(
    refs: readonly ResourceRef[],
    phoneNumber: string,
    limits: CallLimits,
  ): Promise<Map<string, RealtimeFinding>>;
}

/** The credentials of a number, its own or the installation's; `missing` says in plain words why there are none. */
export interface CredentialVault {
  accessFor(number: PhoneNumber): Promise<TelephonyAccess | { missing: string }>;
}
