import { type ExternalResource, type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import { applySighting, type Premise, type Sighting } from "../../domain/proof.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict, type UseScan } from "../../domain/sharing.ts";
import { isAddressable } from "../../domain/sid.ts";
import {
  EMPTY_INSPECTION,
  type Inspection,
  type InspectionDeps,
  type InspectionRequest,
} from "./inspection.ts";
import { scanRecorders } from "./scan-recorders.ts";
import { sightResource } from "./sight-resource.ts";

/** An absence in another LiveKit project proves nothing (telephony.md 6, case 38). */
function premiseOf(recordedHost: string | null, host: string): Premise {
  if (recordedHost === null)
    return {
      holds: false,
      cause: "conflict",
      detail: "no LiveKit host is recorded, so an absence proves nothing",
    };
  if (hostOf(recordedHost) !== hostOf(host))
    return {
      holds: false,
      cause: "conflict",
      detail: `recorded at ${hostOf(recordedHost)}, but Lineman is connected to ${hostOf(host)}`,
    };
  return { holds: true, evidence: `absent from LiveKit's complete lists at ${hostOf(host)}` };
}

/** `wss://x.livekit.cloud`, `https://x.livekit.cloud/` and `x.livekit.cloud` are one host. */
export function hostOf(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\/.*$/, "");
}

/** Looks at the LiveKit trunks and rules of a number. */
export async function inspectRealtime(deps: InspectionDeps, request: InspectionRequest): Promise<Inspection> {
  const { number, resources, budget } = request;
  if (resources.length === 0) return EMPTY_INSPECTION;
  const at = deps.clock.now();
  const premise = premiseOf(number.livekitHost, deps.realtime.host);
  const look = (ref: ResourceRef) => sightResource(ref, () => deps.realtime.sight(ref, budget.call()));
  const sightings = await Promise.all(resources.map(look));

  const there = resources.filter((_, index) => sightings[index]?.seen === "present");
  const sharing = await sharingOf(deps, request, there);
  const judged = resources.map((resource, index) => {
    const sighting = elsewhere(premise, sightings[index] as Sighting);
    const verdict = sharing.get(resourceKey(resource)) ?? null;
    const checked = applySighting(resource, sighting, {
      premise,
      place: hostOf(deps.realtime.host),
      sharing: verdict,
      at,
    });
    return { ...checked, ownership: sighting.seen === "present" ? ("proven" as const) : resource.ownership };
  });
  return { resources: judged, sharing };
}

/** What another project answers is not about our resource, whatever it says. */
function elsewhere(premise: Premise, sighting: Sighting): Sighting {
  if (premise.holds || sighting.seen === "nothing") return sighting;
  const { cause, detail } = premise;
  return {
    seen: "nothing",
    cause,
    detail,
    how: "not asked at the recorded host",
    providerCode: null,
    requestId: null,
  };
}

async function sharingOf(
  deps: InspectionDeps,
  { number, resources, budget }: InspectionRequest,
  there: readonly ExternalResource[],
): Promise<Map<string, SharingVerdict>> {
  if (there.length === 0) return new Map();
  const refs = resources.filter(isAddressable);
  // The records before LiveKit: see trunk-facts.ts.
  const recorded = await Promise.all(there.map((resource) => scanRecorders(deps, number.id, resource)));
  const scans = await deps.realtime.scanUses(refs, number.phoneNumber, budget.call());
  const verdicts = new Map<string, SharingVerdict>();
  for (const [index, resource] of there.entries()) {
    const scan: UseScan = scans.get(resourceKey(resource)) ?? NOTHING_SAID;
    verdicts.set(resourceKey(resource), decideSharing([scan, recorded[index] ?? NOTHING_SAID]));
  }
  return verdicts;
}
