import type { Cause } from "./cause.ts";

/** Who else uses a resource. `yes` needs a name, `no` needs a complete scan (product.md 2). */
export type SharingVerdict =
  /**
   * `ours`: our own number is still on it and has to be taken off. `recordedByOthers`: numbers of Lineman
   * are among the users; their records can go at any moment, and then nobody may be left.
   */
  | { shared: "yes"; users: string[]; ours: boolean; recordedByOthers: boolean }
  | { shared: "no" }
  | { shared: "cannot_tell"; cause: Cause; detail: string };

/** One look for other users: whom it found, and why it could not look everywhere (null: it did). */
export interface UseScan {
  users: string[];
  /** True where the resource lists our own number (a LiveKit trunk's numbers). */
  ours?: boolean;
  /** True where the users are numbers of Lineman that record the same id. */
  recorded?: boolean;
  incomplete: { cause: Cause; detail: string } | null;
}

/** For a scan that has no word about a resource: silence proves nothing. */
export const NOTHING_SAID: UseScan = {
  users: [],
  incomplete: { cause: "unexpected", detail: "the look for other users said nothing about it" },
};

/** Joins looks at several places. A single name proves sharing, however little else could be seen. */
export function decideSharing(scans: readonly UseScan[]): SharingVerdict {
  const users = [...new Set(scans.flatMap((scan) => scan.users))].sort();
  if (users.length > 0) {
    const ours = scans.some((scan) => scan.ours === true);
    const recordedByOthers = scans.some((scan) => scan.recorded === true && scan.users.length > 0);
    return { shared: "yes", users, ours, recordedByOthers };
  }
  const incomplete = scans.find((scan) => scan.incomplete !== null)?.incomplete;
  if (incomplete) return { shared: "cannot_tell", ...incomplete };
  return { shared: "no" };
}
