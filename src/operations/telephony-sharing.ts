import { type ExternalResource, resourceKey } from "../domain/external-resource.ts";
import { decideSharing, NOTHING_SAID, type SharingVerdict, type UseScan } from "../domain/sharing.ts";
import type { InspectionDeps, InspectionRequest } from "./inspection.ts";
import type { TelephonyAccess } from "./ports/providers.ts";
import { scanRecorders } from "./scan-recorders.ts";
import { othersOnTrunk, type Sighted, type TrunkFacts } from "./trunk-facts.ts";

const ACCOUNT_LEVEL = ["twilio_credential_list", "twilio_ip_access_control_list", "twilio_connection_policy"];

/** Who else uses what is still there, decided before anything is removed (telephony.md 1.7). By resource key. */
export async function decideTelephonySharing(
  deps: InspectionDeps,
  access: TelephonyAccess,
  request: InspectionRequest,
  sighted: readonly Sighted[],
  trunk: TrunkFacts,
): Promise<Map<string, SharingVerdict>> {
  const { number, budget } = request;
  const there = sighted.filter(({ sighting }) => sighting.seen === "present").map(({ resource }) => resource);
  const verdicts = new Map<string, SharingVerdict>();
  const trunkVerdict = await trunkSharing(deps, request, trunk);
  const accountLevel = there.filter(({ kind }) => ACCOUNT_LEVEL.includes(kind));
  // The number's own trunk is no other user of its lists, unless others are on it or it may not be ours at all.
  const ownTrunk = trunkVerdict.shared === "yes" || trunk.ownership === "unproven" ? null : trunk.ref;
  const scans =
    accountLevel.length === 0
      ? new Map<string, UseScan>()
      : await deps.telephony.scanUses(access, accountLevel, ownTrunk?.sid ?? null, budget.call());

  for (const resource of there) {
    const key = resourceKey(resource);
    if (resource.kind === "twilio_sip_trunk" || resource.kind === "twilio_origination_url")
      verdicts.set(key, trunkVerdict);
    else if (ACCOUNT_LEVEL.includes(resource.kind))
      verdicts.set(
        key,
        await listSharing(deps, number.id, resource, scans.get(key) ?? NOTHING_SAID, trunkVerdict),
      );
    else verdicts.set(key, { shared: "no" });
  }
  return verdicts;
}

async function trunkSharing(
  deps: InspectionDeps,
  { number }: InspectionRequest,
  trunk: TrunkFacts,
): Promise<SharingVerdict> {
  if (trunk.ref === null || !trunk.there) return { shared: "no" };
  const carried: UseScan =
    trunk.numbers === null
      ? {
          users: [],
          incomplete: {
            cause: trunk.listFailure?.kind ?? "unexpected",
            detail: `the numbers on the trunk could not be listed: ${trunk.listFailure?.message ?? "no answer"}`,
          },
        }
      : { users: othersOnTrunk(number, trunk.numbers), incomplete: null };
  // A trunk that is not proven ours and carries others is theirs, not shared with us: it is left alone as unproven.
  if (trunk.ownership === "unproven") return { shared: "no" };
  return decideSharing([carried, await scanRecorders(deps, number.id, trunk.ref)]);
}

async function listSharing(
  deps: InspectionDeps,
  numberId: number,
  resource: ExternalResource,
  scan: UseScan,
  trunkVerdict: SharingVerdict,
): Promise<SharingVerdict> {
  const verdict = decideSharing([scan, await scanRecorders(deps, numberId, resource)]);
  // Others may use the list through our trunk, as long as nobody could tell whether they do.
  const hangsOnTrunk = resource.kind !== "twilio_connection_policy";
  return verdict.shared === "no" && hangsOnTrunk && trunkVerdict.shared === "cannot_tell"
    ? trunkVerdict
    : verdict;
}
