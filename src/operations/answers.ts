import type { AuditEvent } from "../domain/audit-chain.ts";
import type { ExternalResource } from "../domain/external-resource.ts";
import type { Incident } from "../domain/incident.ts";
import type { NumberStatus, PhoneNumber } from "../domain/phone-number.ts";
import type { IncidentFigures } from "./ports/archive.ts";
import type { LeftoverRecord } from "./ports/force-delete-store.ts";

/** What happened to a number, from the audit log. */
export interface History {
  numberId: number;
  /** What it is called, or was; null where nothing says so any more. */
  phoneNumber: string | null;
  label: string | null;
  /** Null once the record is removed. */
  status: NumberStatus | null;
  /** Newest first. */
  events: AuditEvent[];
  totalCount: number;
  /** Other numbers that are or were recorded under the same telephone number, newest first. */
  otherIds: number[];
}

export interface LeftoverPage {
  items: LeftoverRecord[];
  /** Of all that are not settled, whatever the page. */
  totalCount: number;
}

/** What is known of one external id. `more`: there are others than those named. */
export interface SidFinding {
  sid: string;
  /** Recorded numbers that own it. */
  owners: { number: PhoneNumber; resources: ExternalResource[] }[];
  /** Numbers that owned it and were let go, newest first. */
  leftovers: LeftoverRecord[];
  more: boolean;
}

/** What is known of one telephone number. */
export interface PhoneNumberFinding {
  phoneNumber: string;
  /** Null where it is not recorded now. */
  recorded: { number: PhoneNumber; resources: ExternalResource[] } | null;
  /** Ids that it was recorded under before, newest first. */
  formerIds: number[];
}

export interface Report {
  counts: Record<NumberStatus, number>;
  incidents: IncidentFigures;
  /** Not settled, by state. */
  leftovers: ReadonlyMap<LeftoverRecord["state"], number>;
  /** What "lately" means in `incidents`. */
  since: Date;
  asOf: Date;
}

/** How a delete stands. `overtaken`: another program changed the number meanwhile. */
export type DeleteState =
  | { state: "under_way" | "removed" | "overtaken" }
  | {
      state: "corrupted";
      number: PhoneNumber;
      resources: ExternalResource[];
      incident: Incident | null;
    };
