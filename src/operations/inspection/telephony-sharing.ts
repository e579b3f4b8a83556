import { type ExternalResource, resourceKey } from "../../domain/external-resource.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict, type UseScan } from "../../domain/sharing.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import type { InspectionDeps, InspectionRequest } from "./inspection.ts";
import { scanRecorders } from "./scan-recorders.ts";
import type { Sighted, TrunkFacts } from "./trunk-facts.ts";

const ACCOUNT_LEVEL = ["twilio_credential_list", "twilio_ip_access_control_list", "twilio_connection_policy"];

/** Who else uses what is still there, decided before anything is removed (telephony.md 1.7). By resource key. */
export async function decideTelephonySharing(
  deps: InspectionDeps,
  access: TelephonyAccess,
  { number, budget }: InspectionRequest,
  sighted: readonly Sighted[],
  trunks: readonly TrunkFacts[],
): Promise<Map<string, SharingVerdict>> {
  const there = sighted.filter(({ sighting }) => sighting.seen === "present").map(({ resource }) => resource);
  const accountLevel = there.filter(({ kind }) => ACCOUNT_LEVEL.includes(kind));
  // The number's own trunks are no other users of its lists, unless others are on them or they may not be ours at all.
  const own = trunks.filter(({ sharing, ownership }) => sharing.shared !== "yes" && ownership !== "unproven");
  const ownSids = own.map(({ sid }) => sid);
  // The records before Twilio: see trunk-facts.ts.
  const recorded = await recordersOf(deps, number.id, accountLevel);
  const scans =
    accountLevel.length === 0
      ? new Map<string, UseScan>()
      : await deps.telephony.scanUses(access, accountLevel, ownSids, budget.call());

  const verdicts = new Map<string, SharingVerdict>();
  for (const resource of there) {
    const key = resourceKey(resource);
    if (ACCOUNT_LEVEL.includes(resource.kind)) {
      const looks = [scans.get(key) ?? NOTHING_SAID, recorded.get(key) ?? NOTHING_SAID];
      verdicts.set(key, listSharing(resource, looks, trunks));
    } else verdicts.set(key, sharingByTrunk(resource, trunks, number.phoneNumber));
  }
  return verdicts;
}

/** A trunk by its own facts, an origination URL by its trunk's, the link to a number by the number that the trunk lists. */
function sharingByTrunk(
  resource: ExternalResource,
  trunks: readonly TrunkFacts[],
  phoneNumber: string,
): SharingVerdict {
  if (resource.kind === "twilio_trunk_number") return sharingOfLink(resource, trunks, phoneNumber);
  const trunkSid = resource.kind === "twilio_sip_trunk" ? resource.sid : resource.parentSid;
  const facts = trunks.find(({ sid }) => sid === trunkSid);
  return (
    facts?.sharing ?? {
      shared: "cannot_tell",
      cause: "conflict",
      detail: "it hangs on a trunk that is not recorded",
    }
  );
}

/** The link is ours where the trunk lists our number under this PN; another number's is theirs, whoever recorded it. */
function sharingOfLink(
  { sid, parentSid }: ExternalResource,
  trunks: readonly TrunkFacts[],
  phoneNumber: string,
): SharingVerdict {
  const facts = trunks.find((trunk) => trunk.sid === parentSid);
  if (!facts?.numbers) {
    const reason = facts?.sharing.shared === "cannot_tell" ? facts.sharing : null;
    return {
      shared: "cannot_tell",
      cause: reason?.cause ?? "conflict",
      detail: reason?.detail ?? "the numbers on its trunk could not be listed",
    };
  }
  const listed = facts.numbers.find((candidate) => candidate.sid === sid);
  if (listed === undefined || listed.phoneNumber === phoneNumber) return { shared: "no" };
  return { shared: "yes", users: [`number ${listed.phoneNumber}`], ours: false, recordedByOthers: false };
}

/** Other numbers that record the same lists and policies, by resource key. */
async function recordersOf(
  deps: InspectionDeps,
  numberId: number,
  resources: readonly ExternalResource[],
): Promise<Map<string, UseScan>> {
  const scans = await Promise.all(resources.map((resource) => scanRecorders(deps, numberId, resource)));
  return new Map(scans.map((scan, index) => [resourceKey(resources[index] as ExternalResource), scan]));
}

function listSharing(
  resource: ExternalResource,
  looks: readonly UseScan[],
  trunks: readonly TrunkFacts[],
): SharingVerdict {
  const verdict = decideSharing(looks);
  if (verdict.shared !== "no" || resource.kind === "twilio_connection_policy") return verdict;
  // Others may use the list through a trunk of ours, as long as nobody could tell whether they are on it.
  return trunks.find(({ sharing }) => sharing.shared === "cannot_tell")?.sharing ?? verdict;
}
