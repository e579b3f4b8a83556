import { ProviderError } from "../../domain/errors.ts";
import { type Ownership, type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Premise, Sighting } from "../../domain/proof.ts";
import { uncheckedResource } from "../../domain/recorded-resources.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict, type UseScan } from "../../domain/sharing.ts";
import type { TrunkNumber } from "../ports/providers.ts";
import type { AccountView, Sighted } from "./account-view.ts";

/** What was found out about one SIP trunk that the number records. `numbers` is null where its list could not be read. */
export interface TrunkFacts {
  sid: string;
  there: boolean;
  numbers: TrunkNumber[] | null;
  ownership: Ownership;
  sharing: SharingVerdict;
}

/** By the number itself: a recorded PN id may be another number's, written down by mistake. */
const isOurs = (number: PhoneNumber) => (candidate: TrunkNumber) =>
  candidate.phoneNumber === number.phoneNumber;

/** Finds out of every recorded trunk whose it is and who shares it: a number can have been moved from one to another. */
export function judgeTrunks(view: AccountView, sighted: readonly Sighted[]): Promise<TrunkFacts[]> {
  const trunks = sighted.filter(({ resource }) => resource.kind === "twilio_sip_trunk");
  return Promise.all(trunks.map((trunk) => judgeTrunk(view, trunk)));
}

async function judgeTrunk(view: AccountView, { resource, sighting }: Sighted): Promise<TrunkFacts> {
  const { premise, recorded } = view;
  const { number } = view.request;
  const { sid, ownership } = resource;
  if (sighting.seen !== "present") {
    return { sid, there: false, numbers: null, ownership, sharing: sharingOfUnseen(sighting, premise) };
  }
  // Read before the trunk was asked: whoever is on it then and goes meanwhile is known from here, and held against the records.
  const recorders = recorded.get(resourceKey(resource)) ?? NOTHING_SAID;
  const numbers = await view.numbersOn(sid);
  if (numbers instanceof ProviderError) {
    const incomplete = {
      cause: numbers.kind,
      detail: `the numbers on the trunk could not be listed: ${numbers.message}`,
    };
    const sharing = decideSharing([{ users: [], incomplete }, recorders]);
    return { sid, there: true, numbers: null, ownership, sharing };
  }
  // Once proven it stays proven: after a teardown that went half way the trunk no longer carries the number.
  const proven = ownership === "proven" || numbers.some(isOurs(number));
  const carried: UseScan = { users: othersOnTrunk(number, numbers), incomplete: null };
  // What is not proven ours and carries others is theirs, not shared with us: it is left alone as unproven.
  const sharing: SharingVerdict = proven ? decideSharing([carried, recorders]) : { shared: "no" };
  return { sid, there: true, numbers, ownership: proven ? "proven" : "unproven", sharing };
}

/** Nobody shares what is proven to be absent. A trunk that could not be looked at may carry anybody's numbers. */
function sharingOfUnseen(sighting: Sighting, premise: Premise): SharingVerdict {
  if (sighting.seen === "nothing") {
    return {
      shared: "cannot_tell",
      cause: sighting.cause,
      detail: `its trunk could not be seen: ${sighting.detail}`,
    };
  }
  if (premise.holds) return { shared: "no" };
  return { shared: "cannot_tell", cause: premise.cause, detail: premise.detail };
}

/** The other numbers on the trunk, as people know them. */
function othersOnTrunk(number: PhoneNumber, numbers: readonly TrunkNumber[]): string[] {
  return numbers
    .filter((candidate) => !isOurs(number)(candidate))
    .map(({ phoneNumber }) => `number ${phoneNumber}`);
}

/** What hangs on the number's own trunks and no column records: origination URLs, and the link where its PN is unknown. */
export async function discoverOnTrunks(
  view: AccountView,
  sighted: readonly Sighted[],
  trunks: readonly TrunkFacts[],
): Promise<Sighted[]> {
  const { number } = view.request;
  const found: ResourceRef[] = [];
  for (const { sid: parentSid, numbers } of trunks.filter(
    ({ there, ownership }) => there && ownership === "proven",
  )) {
    for (const ours of numbers?.filter(isOurs(number)) ?? [])
      found.push({ kind: "twilio_trunk_number", sid: ours.sid, parentSid });
    const urls = await view.originationUrlsOf(parentSid);
    // They go with their trunk (telephony.md 1.5): not having listed them leaves nothing behind.
    if (urls instanceof ProviderError) continue;
    for (const sid of urls) found.push({ kind: "twilio_origination_url", sid, parentSid });
  }
  const known = new Set(sighted.map(({ resource }) => resourceKey(resource)));
  return found
    .filter((ref) => !known.has(resourceKey(ref)))
    .map((ref) => ({
      resource: uncheckedResource(ref),
      sighting: { seen: "present", how: "Twilio list of what hangs on the trunk", requestId: null },
    }));
}
