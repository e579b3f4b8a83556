import type { AuditEvent } from "../../domain/audit-chain.ts";
import type { Incident, IncidentOutcome } from "../../domain/incident.ts";
import type { LeftoverRecord } from "./force-delete-store.ts";

/** A part of a long list. */
export interface Slice {
  offset: number;
  limit: number;
}

/** What became of incidents since a moment, and what is open now. */
export interface IncidentFigures {
  open: { count: number; claimed: number; oldestAt: Date | null };
  /** Opened since. */
  opened: number;
  /** Closed since, by how they ended; `basis` is set for force deletes. */
  closed: { outcome: IncidentOutcome; basis: Incident["closedBasis"]; count: number }[];
  /** Half of those closed since were open no longer than this; null where none was closed. */
  medianOpenMs: number | null;
  /** Of those opened since, most frequent first. Other programs write any text here. */
  causes: { cause: string | null; count: number }[];
}

/** What was, read back in parts: the audit log, the register of leftovers, the incidents. Nothing is written through it. */
export interface Archive {
  /** Audit events of a number, newest first; also of one that is removed. */
  listEventsOf(numberId: number, slice: Slice): Promise<AuditEvent[]>;
  countEventsOf(numberId: number): Promise<number>;
  /** Ids of the numbers that are or were recorded under this telephone number, newest first. */
  listNumberIdsOf(e164: string, limit: number): Promise<number[]>;
  /** Leftovers that are not settled, oldest first. */
  listOpenLeftovers(slice: Slice): Promise<LeftoverRecord[]>;
  /** How many there are in each state that is not settled; a state without any has no entry. */
  countOpenLeftovers(): Promise<Map<LeftoverRecord["state"], number>>;
  /** Leftovers with one of these ids, settled ones too, newest first. */
  listLeftoversBySid(sids: readonly string[], limit: number): Promise<LeftoverRecord[]>;
  /** Recorded numbers that own one of these ids, by number. */
  listOwnersOf(sids: readonly string[], limit: number): Promise<{ sid: string; numberId: number }[]>;
  /** At most `mostCauses` causes. */
  countIncidents(since: Date, mostCauses: number): Promise<IncidentFigures>;
}
