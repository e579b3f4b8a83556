import type { IncidentFilter } from "../../domain/home-choice.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Urgency } from "../../domain/urgency.ts";
import type { Slice } from "./archive.ts";
import type { Approval } from "./force-delete-store.ts";
import type { TeardownRun } from "./teardown-journal.ts";

/** An open incident and what is going on about it. */
export interface OpenIncident {
  /** Claim and snooze are those of its storm where that stands for it. */
  incident: Incident;
  urgency: Urgency;
  /** A force delete that waits for a second person. */
  approval: Approval | null;
  run: TeardownRun | null;
  /** The message that stands for it: its own or its storm's; null while neither is posted. */
  message: { channel: string; ts: string } | null;
  inStorm: boolean;
}

/** What is open, for whom: how many incidents each filter shows (domain/home-choice.ts). */
export type OpenCounts = Record<IncidentFilter, number>;

/** What is open, by urgency (domain/urgency.ts). Nothing is written through it. */
export interface Overview {
  countOpen(me: string, now: Date): Promise<OpenCounts>;
  /** Most urgent first. */
  listOpen(me: string, now: Date, filter: IncidentFilter, slice: Slice): Promise<OpenIncident[]>;
  /** Incidents that ended with a force delete, newest first. */
  listForceDeleted(limit: number): Promise<Incident[]>;
}
