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
}

/** `discover`: also look for what no column records (origination URLs, the number's link), so that it is not left behind. */
export interface InspectionRequest {
  number: PhoneNumber;
  resources: readonly ExternalResource[];
  budget: TimeBudget;
  discover: boolean;
}

/** Nothing to look at. */
export const EMPTY_INSPECTION: Inspection = { resources: [], sharing: new Map() };
