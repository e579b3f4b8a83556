import type { Actor } from "../../domain/actor.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { ProvisionAction } from "../../domain/provision-plan.ts";

/** What a number is known by while it is set up. Kept beside its row: another program may remove that meanwhile. */
export type ProvisioningRecord = Pick<
  PhoneNumber,
  | "phoneNumber"
  | "label"
  | "supportsInbound"
  | "supportsOutbound"
  | "twilioAccountSid"
  | "twilioRegion"
  | "livekitHost"
>;

/** The setting up of one number. `record` is null where a version began it that did not keep one. */
export interface Provisioning {
  id: string;
  phoneNumberId: number;
  requestedBy: Actor;
  requestedAt: Date;
  finishedAt: Date | null;
  outcome: ProvisioningOutcome | null;
  record: ProvisioningRecord | null;
}

export type ProvisioningOutcome = "active" | "removed" | "corrupted";

/** What was about to be made, written down before the call. Unfinished: nobody knows yet whether it was. */
export interface ProvisionIntent {
  id: number;
  provisioningId: string;
  action: ProvisionAction;
  /** Unique for ever: no name is used for two creates. */
  name: string;
  parentSid: string | null;
  memberSid: string | null;
  startedAt: Date;
}

/** `refused`: surely not made; `absent`: looked for and not there; `with_parent`: goes with what it was to be made on. */
export type IntentOutcome = "made" | "refused" | "absent" | "with_parent";

export interface ProvisioningStore {
  /** Begins, with the lease taken for `owner`. */
  open(
    provisioning: Pick<Provisioning, "id" | "phoneNumberId" | "requestedBy" | "requestedAt" | "record">,
    lease: { owner: string; until: Date },
  ): Promise<void>;
  find(id: string): Promise<Provisioning | null>;
  /** Takes the lease of an unfinished one; false where another try holds it. */
  lease(id: string, owner: string, now: Date, until: Date): Promise<boolean>;
  /** Keeps the lease; false where it is not this owner's any more, or the provisioning has ended: then stop. */
  renew(id: string, owner: string, until: Date): Promise<boolean>;
  /** Ends it; false where the lease is not this owner's any more: then nothing of it may be written. */
  finish(id: string, owner: string, at: Date, outcome: ProvisioningOutcome): Promise<boolean>;
  /** Unfinished ones that nobody has held for a while: their job was lost, or failed. */
  listAbandoned(before: Date, limit: number): Promise<string[]>;
  /** Written before the call goes out; returns the intent's id. */
  begin(intent: Omit<ProvisionIntent, "id">): Promise<number>;
  complete(intentId: number, at: Date, result: { outcome: IntentOutcome; sid: string | null }): Promise<void>;
  /** In the order in which they were begun. */
  unfinishedOf(numberId: number): Promise<ProvisionIntent[]>;
}
