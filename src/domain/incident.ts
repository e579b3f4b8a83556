import type { Actor } from "./actor.ts";
import type { ForceDeleteBasis } from "./force-delete-gate.ts";

/** How an incident ended. `resolved_elsewhere`: another program changed or removed the number. */
export type IncidentOutcome = "force_deleted" | "removed" | "resolved_elsewhere";

/** One stay of a number in corrupted, and the one Slack message that stands for it. */
export interface Incident {
  id: number;
  phoneNumberId: number;
  ordinal: number;
  phoneNumber: string;
  label: string;
  cause: string | null;
  message: string | null;
  openedAt: Date;
  closedAt: Date | null;
  outcome: IncidentOutcome | null;
  closedBy: Actor | null;
  closedReason: string | null;
  /** `api`: the caller with the token took the responsibility. */
  closedBasis: ForceDeleteBasis | "api" | null;
  approvedBy: Actor | null;
  alertChannel: string | null;
  alertTs: string | null;
}

/** The name of the case, e.g. `LM-42-1`. */
export function caseName(incident: Pick<Incident, "phoneNumberId" | "ordinal">): string {
  return `LM-${incident.phoneNumberId}-${incident.ordinal}`;
}
