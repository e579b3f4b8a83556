import type { Cause } from "./cause.ts";
import {
  type ExternalResource,
  isSeenThere,
  type ResourceKind,
  type ResourceRef,
  resourceKey,
} from "./external-resource.ts";
import type { NamedResource } from "./look-alike.ts";
import type { UseScan } from "./sharing.ts";

/** What can be scanned by itself: who uses lists (trunks and SIP domains), who uses policies (BYOC trunks). */
export type ScanPart = "lists" | "policies";

const PART_OF: Partial<Record<ResourceKind, ScanPart>> = {
  twilio_credential_list: "lists",
  twilio_ip_access_control_list: "lists",
  twilio_connection_policy: "policies",
};

/** The part of a scan that tells who uses a resource of this kind; null where no scan does. */
export function partOf(kind: ResourceKind): ScanPart | null {
  return PART_OF[kind] ?? null;
}

/** Every kind whose users a scan of the account tells. */
export const SCANNED_KINDS = Object.keys(PART_OF) as ResourceKind[];

/** The kinds whose users a part tells. */
export function kindsIn(part: ScanPart): ResourceKind[] {
  return SCANNED_KINDS.filter((kind) => PART_OF[kind] === part);
}

/** One use of a list or a policy. */
export interface AccountUse {
  kind: ResourceKind;
  sid: string;
  /** "trunk TK…", "SIP domain SD… (x.sip.twilio.com)", "BYOC trunk BY…". */
  user: string;
  /** Where the user is a SIP trunk: one of them may be the number's own. */
  trunkSid: string | null;
}

/** A place that could not be looked at, so that these kinds may have users that nobody saw. */
export interface ScanGap {
  kinds: readonly ResourceKind[];
  cause: Cause;
  detail: string;
}

/** Who uses what in one account, whoever asks: complete where there is no gap. */
export interface AccountScan {
  /** Nothing in it is older. */
  beganAt: Date;
  uses: readonly AccountUse[];
  /** The numbers (E.164) on a trunk, for its name; proves nothing, a trunk without an entry may have some. */
  numbersByTrunk: ReadonlyMap<string, readonly string[]>;
  /** What the lists that were read show by name: every trunk, and the lists that something uses. Policies are not listed. */
  named: readonly NamedResource[];
  gaps: readonly ScanGap[];
}

/** Who uses these resources beside `ownTrunkSids`, by resource key, as far as the scans tell; others get no entry. */
export function usesIn(
  scans: ReadonlyMap<ScanPart, AccountScan>,
  refs: readonly ResourceRef[],
  ownTrunkSids: readonly string[],
): Map<string, UseScan> {
  const found = new Map<string, UseScan>();
  for (const ref of refs) {
    const part = partOf(ref.kind);
    const scan = part === null ? undefined : scans.get(part);
    if (scan) found.set(resourceKey(ref), usesOf(scan, ref, ownTrunkSids));
  }
  return found;
}

function usesOf(scan: AccountScan, { kind, sid }: ResourceRef, ownTrunkSids: readonly string[]): UseScan {
  const users = scan.uses
    .filter((use) => use.kind === kind && use.sid === sid)
    .filter(({ trunkSid }) => trunkSid === null || !ownTrunkSids.includes(trunkSid))
    .map(({ user, trunkSid }) =>
      trunkSid === null ? user : withNumbers(user, scan.numbersByTrunk.get(trunkSid) ?? []),
    );
  const gap = scan.gaps.find(({ kinds }) => kinds.includes(kind));
  return { users: [...new Set(users)], incomplete: gap ? { cause: gap.cause, detail: gap.detail } : null };
}

/** So many numbers of another trunk are named. */
const MOST_NAMED = 3;

/** "trunk TK… (+1…, +1… and 3 more)": people know numbers, not ids. */
function withNumbers(trunk: string, numbers: readonly string[]): string {
  if (numbers.length === 0) return trunk;
  const named = [...numbers].sort().slice(0, MOST_NAMED);
  const more = numbers.length > named.length ? ` and ${numbers.length - named.length} more` : "";
  return `${trunk} (${named.join(", ")}${more})`;
}

/** It was seen, but the time did not suffice to see whether others use it: a longer look would tell. */
export function awaitsScan(resource: ExternalResource): boolean {
  return (
    partOf(resource.kind) !== null &&
    resource.state === "unknown" &&
    resource.cause === "timeout" &&
    isSeenThere(resource)
  );
}
