import { ProviderError } from "../domain/errors.ts";
import type { ExternalResource, Ownership, ResourceRef } from "../domain/external-resource.ts";
import type { PhoneNumber } from "../domain/phone-number.ts";
import type { Sighting } from "../domain/proof.ts";
import { uncheckedResource } from "../domain/recorded-resources.ts";
import type { InspectionDeps, InspectionRequest } from "./inspection.ts";
import type { TelephonyAccess, TrunkNumber } from "./ports/providers.ts";

export interface Sighted {
  resource: ExternalResource;
  sighting: Sighting;
}

/** What was found out about the number's SIP trunk. `numbers` is null where its list could not be read. */
export interface TrunkFacts {
  ref: ExternalResource | null;
  there: boolean;
  numbers: TrunkNumber[] | null;
  listFailure: ProviderError | null;
  ownership: Ownership;
}

const isOurs = (number: PhoneNumber) => (candidate: TrunkNumber) =>
  candidate.sid === number.twilioPhoneNumberSid || candidate.phoneNumber === number.phoneNumber;

/** Reads which numbers the trunk carries: that decides whose it is and who shares it. */
export async function lookAtTrunk(
  deps: InspectionDeps,
  access: TelephonyAccess,
  { number, budget }: InspectionRequest,
  sighted: readonly Sighted[],
): Promise<TrunkFacts> {
  const trunk = sighted.find(({ resource }) => resource.kind === "twilio_sip_trunk");
  const none = { numbers: null, listFailure: null };
  if (!trunk) return { ref: null, there: false, ownership: "unknown", ...none };
  const { resource } = trunk;
  if (trunk.sighting.seen !== "present")
    return { ref: resource, there: false, ownership: resource.ownership, ...none };
  try {
    const numbers = await deps.telephony.numbersOnTrunk(access, resource.sid, budget.call());
    // Once proven it stays proven: after a teardown that went half way the trunk no longer carries the number.
    const proven = resource.ownership === "proven" || numbers.some(isOurs(number));
    return {
      ref: resource,
      there: true,
      numbers,
      listFailure: null,
      ownership: proven ? "proven" : "unproven",
    };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { ref: resource, there: true, numbers: null, listFailure: error, ownership: resource.ownership };
  }
}

/** The other numbers on the trunk, as people know them. */
export function othersOnTrunk(number: PhoneNumber, numbers: readonly TrunkNumber[]): string[] {
  return numbers
    .filter((candidate) => !isOurs(number)(candidate))
    .map(({ phoneNumber }) => `number ${phoneNumber}`);
}

/** What hangs on the number's own trunk and no column records: its origination URLs, and the link where its PN is unknown. */
export async function discoverOnTrunk(
  deps: InspectionDeps,
  access: TelephonyAccess,
  { number, budget }: InspectionRequest,
  sighted: readonly Sighted[],
  trunk: TrunkFacts,
): Promise<Sighted[]> {
  if (!trunk.there || trunk.ref === null || trunk.ownership !== "proven") return [];
  const found: ResourceRef[] = [];
  const parentSid = trunk.ref.sid;
  for (const ours of trunk.numbers?.filter(isOurs(number)) ?? [])
    found.push({ kind: "twilio_trunk_number", sid: ours.sid, parentSid });
  try {
    for (const sid of await deps.telephony.originationUrlsOf(access, parentSid, budget.call()))
      found.push({ kind: "twilio_origination_url", sid, parentSid });
  } catch (error) {
    // They go with their trunk (telephony.md 1.5): not having listed them leaves nothing behind.
    if (!(error instanceof ProviderError)) throw error;
  }
  const known = new Set(sighted.map(({ resource }) => `${resource.kind}:${resource.sid}`));
  return found
    .filter((ref) => !known.has(`${ref.kind}:${ref.sid}`))
    .map((ref) => ({
      resource: uncheckedResource(ref),
      sighting: { seen: "present", how: "Twilio list of what hangs on the trunk", requestId: null },
    }));
}
