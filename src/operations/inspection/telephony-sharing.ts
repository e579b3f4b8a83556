import { type AccountScan, partOf, type ScanPart, usesIn } from "../../domain/account-scan.ts";
import { type ExternalResource, resourceKey } from "../../domain/external-resource.ts";
import type { NamedResource } from "../../domain/look-alike.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict, type UseScan } from "../../domain/sharing.ts";
import type { AccountView, Sighted } from "./account-view.ts";
import type { TrunkFacts } from "./trunk-facts.ts";

/** `scansFrom`: when the oldest scan began that was used; null where none was. `named`: what its lists show by name. */
interface TelephonySharing {
  sharing: Map<string, SharingVerdict>;
  named: NamedResource[];
  scansFrom: Date | null;
}

/** Who else uses what is still there, decided before anything is removed (telephony.md 1.7). By resource key. */
export async function decideTelephonySharing(
  view: AccountView,
  sighted: readonly Sighted[],
  trunks: readonly TrunkFacts[],
): Promise<TelephonySharing> {
  const there = sighted.filter(({ sighting }) => sighting.seen === "present").map(({ resource }) => resource);
  // The number's own trunks are no other users of its lists, unless others are on them or they may not be ours at all.
  const own = trunks.filter(({ sharing, ownership }) => sharing.shared !== "yes" && ownership !== "unproven");
  const ownSids = own.map(({ sid }) => sid);
  const scans = await scansFor(view, there);
  const used = usesIn(scans, there, ownSids);

  const sharing = new Map<string, SharingVerdict>();
  for (const resource of there) {
    const key = resourceKey(resource);
    if (partOf(resource.kind) !== null) {
      const looks = [used.get(key) ?? NOTHING_SAID, view.recorded.get(key) ?? NOTHING_SAID];
      sharing.set(key, listSharing(resource, looks, trunks));
    } else sharing.set(key, sharingByTrunk(resource, trunks, view.request.number.phoneNumber));
  }
  const began = [...scans.values()].map(({ beganAt }) => beganAt.getTime());
  const named = [...scans.values()].flatMap((scan) => scan.named);
  return { sharing, named, scansFrom: began.length === 0 ? null : new Date(Math.min(...began)) };
}

/** The parts of the account's scan that what is there needs; each was begun when the first such resource was seen. */
async function scansFor(
  view: AccountView,
  there: readonly ExternalResource[],
): Promise<Map<ScanPart, AccountScan>> {
  const parts = new Set(there.flatMap(({ kind }) => partOf(kind) ?? []));
  const read = async (part: ScanPart): Promise<[ScanPart, AccountScan]> => [part, await view.scan(part)];
  return new Map(await Promise.all([...parts].map(read)));
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
