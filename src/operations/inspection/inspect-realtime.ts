import { ProviderError } from "../../domain/errors.ts";
import { resourceKey } from "../../domain/external-resource.ts";
import { withLookAlikes } from "../../domain/look-alike.ts";
import { applySighting, type Premise, type Sighting } from "../../domain/proof.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict } from "../../domain/sharing.ts";
import type { RealtimeFinding } from "../ports/providers.ts";
import {
  emptyInspection,
  type Inspection,
  type InspectionDeps,
  type InspectionRequest,
} from "./inspection.ts";
import { readRecorders } from "./scan-recorders.ts";
import { sightingOfFailure, unaskable } from "./sight-resource.ts";

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
  const at = deps.clock.now();
  if (resources.length === 0) return emptyInspection(at);
  const premise = premiseOf(number.livekitHost, deps.realtime.host);
  // The records before LiveKit: see trunk-facts.ts.
  const recorded = await readRecorders(deps, number.id, resources);
  const asked = resources.filter((resource) => unaskable(resource) === null);
  const findings =
    asked.length === 0
      ? new Map<string, RealtimeFinding>()
      : await deps.realtime.look(asked, number.phoneNumber, budget.call());

  const sharing = new Map<string, SharingVerdict>();
  const judged = resources.map((resource) => {
    const key = resourceKey(resource);
    const finding = findings.get(key);
    const sighting = elsewhere(premise, unaskable(resource) ?? sightingOf(finding));
    const looks = [finding?.uses ?? NOTHING_SAID, recorded.get(key) ?? NOTHING_SAID];
    const seen = finding !== undefined && "seen" in finding.seen && finding.seen.seen === "present";
    const verdict = seen ? decideSharing(looks) : null;
    if (verdict !== null) sharing.set(key, verdict);
    const place = hostOf(deps.realtime.host);
    const looked = applySighting(resource, sighting, { premise, place, sharing: verdict, at });
    const checked = withLookAlikes(looked, finding?.named ?? [], resources);
    return { ...checked, ownership: sighting.seen === "present" ? ("proven" as const) : resource.ownership };
  });
  return { resources: judged, sharing, factsFrom: at };
}

function sightingOf(finding: RealtimeFinding | undefined): Sighting {
  if (finding === undefined) throw new Error("LiveKit was asked for a resource and told nothing of it");
  return finding.seen instanceof ProviderError ? sightingOfFailure(finding.seen) : finding.seen;
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
