import type { HomeChoice, NumberFilterWord } from "../../domain/home-choice.ts";
import type { Incident } from "../../domain/incident.ts";
import type { NumberStatus, PhoneNumber } from "../../domain/phone-number.ts";
import type { ConnectionReport } from "../ports/connections.ts";
import type { LeftoverRecord } from "../ports/force-delete-store.ts";
import type { OpenCounts, OpenIncident } from "../ports/overview.ts";

/** What one page of Home lists. */
export type HomeList =
  | { kind: "incidents"; incidents: OpenIncident[] }
  | { kind: "numbers"; status: NumberFilterWord; numbers: PhoneNumber[] };

/** What App Home shows to one person. */
export interface HomeStatus extends HomeChoice {
  userId: string;
  /** 1 at least. */
  pageCount: number;
  /** Of the filter, whatever the page; there may be more than the pages hold. */
  totalCount: number;
  list: HomeList;
  open: OpenCounts;
  /** `active` may be half a minute old where there are very many. */
  counts: Record<NumberStatus, number>;
  /** Not settled: how many in each state, and the oldest. */
  leftovers: { counts: ReadonlyMap<LeftoverRecord["state"], number>; oldest: LeftoverRecord[] };
  /** The last ones, newest first. */
  forceDeletes: Incident[];
  connections: ConnectionReport[];
  asOf: Date;
}
