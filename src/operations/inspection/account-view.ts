import { type AccountScan, partOf, type ScanPart } from "../../domain/account-scan.ts";
import { ProviderError } from "../../domain/errors.ts";
import type { ExternalResource, ResourceRef } from "../../domain/external-resource.ts";
import type { Premise, Sighting } from "../../domain/proof.ts";
import type { UseScan } from "../../domain/sharing.ts";
import { isAddressable } from "../../domain/sid.ts";
import type { TelephonyAccess, TrunkNumber } from "../ports/providers.ts";
import { callOnce } from "./call-once.ts";
import type { InspectionDeps, InspectionRequest } from "./inspection.ts";
import { sightResource } from "./sight-resource.ts";

export interface Sighted {
  resource: ExternalResource;
  sighting: Sighting;
}

/** One look at a number's part of a Twilio account: what was read before, and what is asked once however often it is needed. */
export interface AccountView {
  request: InspectionRequest;
  premise: Premise;
  /** Other numbers that record the same, by resource key; read before Twilio is asked. */
  recorded: ReadonlyMap<string, UseScan>;
  sight(ref: ResourceRef): Promise<Sighting>;
  /** The complete list of a trunk's numbers, or why there is none. */
  numbersOn(trunkSid: string): Promise<TrunkNumber[] | ProviderError>;
  originationUrlsOf(trunkSid: string): Promise<string[] | ProviderError>;
  scan(part: ScanPart): Promise<AccountScan>;
}

/** Opens the view when the records were just read: a scan for `records_read` begins after this. */
export function openAccountView(
  deps: Pick<InspectionDeps, "telephony" | "clock">,
  access: TelephonyAccess,
  request: InspectionRequest,
  before: Pick<AccountView, "premise" | "recorded">,
): AccountView {
  const { telephony, clock } = deps;
  const { budget, scansSince } = request;
  const notBefore = scansSince === "records_read" ? clock.now() : scansSince;
  return {
    ...before,
    request,
    sight: (ref) => sightResource(ref, () => telephony.sight(access, ref, budget.call())),
    numbersOn: callOnce((sid) => orFailure(telephony.numbersOnTrunk(access, sid, budget.call()))),
    originationUrlsOf: (sid) => orFailure(telephony.originationUrlsOf(access, sid, budget.call())),
    scan: callOnce((part) => telephony.scanAccount(access, { part, notBefore }, budget.scan())),
  };
}

/** Few calls go out at once, so what may lead to further calls is asked for first: a link that is gone, a list that is there. */
export function mostConsequentialFirst(resources: readonly ExternalResource[]): ExternalResource[] {
  const rank = ({ kind }: ExternalResource) =>
    kind === "twilio_trunk_number" ? 0 : partOf(kind) !== null ? 1 : 2;
  return [...resources].sort((a, b) => rank(a) - rank(b));
}

/** Looks at one resource, and begins with what will be asked about it next: all of it fits beside the other looks. */
export async function sightInAccount(view: AccountView, resource: ExternalResource): Promise<Sighted> {
  // A trunk that was gone the last time is asked for its numbers only where it is back.
  const isTrunk = resource.kind === "twilio_sip_trunk" && isAddressable(resource);
  if (isTrunk && resource.state !== "gone") void view.numbersOn(resource.sid);
  const sighting = await view.sight(resource);
  const part = partOf(resource.kind);
  if (sighting.seen === "present" && part !== null) void view.scan(part);
  return { resource, sighting };
}

async function orFailure<T>(work: Promise<T>): Promise<T | ProviderError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}
