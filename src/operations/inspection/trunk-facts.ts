import { ProviderError } from "../../domain/errors.ts";
import {
  type ExternalResource,
  type Ownership,
  type ResourceRef,
  resourceKey,
} from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Premise, Sighting } from "../../domain/proof.ts";
import { uncheckedResource } from "../../domain/recorded-resources.ts";
import { decideSharing, type SharingVerdict, type UseScan } from "../../domain/sharing.ts";
import type { TelephonyAccess, TrunkNumber } from "../ports/providers.ts";
import type { InspectionDeps, InspectionRequest } from "./inspection.ts";
import { scanRecorders } from "./scan-recorders.ts";

export interface Sighted {
  resource: ExternalResource;
  sighting: Sighting;
}

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
export function lookAtTrunks(
  deps: InspectionDeps,
  access: TelephonyAccess,
  request: InspectionRequest,
  looked: { sighted: readonly Sighted[]; premise: Premise },
): Promise<TrunkFacts[]> {
  const trunks = looked.sighted.filter(({ resource }) => resource.kind === "twilio_sip_trunk");
  return Promise.all(
    trunks.map((trunk) => lookAtTrunk(deps, access, request, { trunk, premise: looked.premise })),
  );
}

async function lookAtTrunk(
  deps: InspectionDeps,
  access: TelephonyAccess,
  { number, budget }: InspectionRequest,
  { trunk, premise }: { trunk: Sighted; premise: Premise },
): Promise<TrunkFacts> {
  const { resource, sighting } = trunk;
  const { sid, ownership } = resource;
  if (sighting.seen !== "present") {
    return { sid, there: false, numbers: null, ownership, sharing: sharingOfUnseen(sighting, premise) };
  }
  // Before the trunk is asked: whoever is on it then and goes meanwhile is known from here, and held against the records.
  const recorded = await scanRecorders(deps, number.id, resource);
  try {
    const numbers = await deps.telephony.numbersOnTrunk(access, sid, budget.call());
    // Once proven it stays proven: after a teardown that went half way the trunk no longer carries the number.
    const proven = ownership === "proven" || numbers.some(isOurs(number));
    const carried: UseScan = { users: othersOnTrunk(number, numbers), incomplete: null };
    // What is not proven ours and carries others is theirs, not shared with us: it is left alone as unproven.
    const sharing: SharingVerdict = proven ? decideSharing([carried, recorded]) : { shared: "no" };
    return { sid, there: true, numbers, ownership: proven ? "proven" : "unproven", sharing };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const incomplete = {
      cause: error.kind,
      detail: `the numbers on the trunk could not be listed: ${error.message}`,
    };
    const sharing = decideSharing([{ users: [], incomplete }, recorded]);
    return { sid, there: true, numbers: null, ownership, sharing };
  }
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
  deps: InspectionDeps,
  access: TelephonyAccess,
  { number, budget }: InspectionRequest,
  sighted: readonly Sighted[],
  trunks: readonly TrunkFacts[],
): Promise<Sighted[]> {
  const found: ResourceRef[] = [];
  for (const { sid: parentSid, numbers } of trunks.filter(
    ({ there, ownership }) => there && ownership === "proven",
  )) {
    for (const ours of numbers?.filter(isOurs(number)) ?? [])
      found.push({ kind: "twilio_trunk_number", sid: ours.sid, parentSid });
    try {
      for (const sid of await deps.telephony.originationUrlsOf(access, parentSid, budget.call()))
        found.push({ kind: "twilio_origination_url", sid, parentSid });
    } catch (error) {
      // They go with their trunk (telephony.md 1.5): not having listed them leaves nothing behind.
      if (!(error instanceof ProviderError)) throw error;
    }
  }
  const known = new Set(sighted.map(({ resource }) => resourceKey(resource)));
  return found
    .filter((ref) => !known.has(resourceKey(ref)))
    .map((ref) => ({
      resource: uncheckedResource(ref),
      sighting: { seen: "present", how: "Twilio list of what hangs on the trunk", requestId: null },
    }));
}
