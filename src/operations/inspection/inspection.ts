import type { ExternalResource } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { SharingVerdict } from "../../domain/sharing.ts";
import type { Deps } from "../deps.ts";
import type { TimeBudget } from "../time-budget.ts";

export type InspectionDeps = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "clock">;

/** What one look at everything found. `sharing` is by resource key; a resource that is gone has none. */
export interface Inspection {
  resources: ExternalResource[];
  sharing: Map<string, SharingVerdict>;
  /** Nothing that it says is older: a scan of the account may have begun before the look itself. */
  factsFrom: Date;
}

/** A look that nothing is removed on may use a scan of this age: far inside the 60 s of the gate (product.md 5). */
const SCAN_GOOD_FOR_MS = 15_000;

/**
 * Since when the scans of a look may have begun. "records_read": after the look has read what Lineman records, so that
 * whoever goes meanwhile was still recorded, and what was shared a moment ago is seen: for a look that something is removed on.
 */
export type ScansSince = Date | "records_read";

/** For a look that only shows. `asked`: when it was asked for. */
export function recentScans(asked: Date): Date {
  return new Date(asked.getTime() - SCAN_GOOD_FOR_MS);
}

/** `discover`: also look for what no column records (origination URLs, the number's link), so that it is not left behind. */
export interface InspectionRequest {
  number: PhoneNumber;
  resources: readonly ExternalResource[];
  budget: TimeBudget;
  discover: boolean;
  scansSince: ScansSince;
}

/** Nothing to look at. */
export function emptyInspection(at: Date): Inspection {
  return { resources: [], sharing: new Map(), factsFrom: at };
}
