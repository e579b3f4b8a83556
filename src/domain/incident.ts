import type { Actor } from "./actor.ts";
import type { ForceDeleteBasis } from "./force-delete-gate.ts";

/** How an incident ended. `resolved_elsewhere`: another program changed or removed the number. */
export type IncidentOutcome = "force_deleted" | "removed" | "resolved_elsewhere";

/** What another program did, as the reason that such an end is recorded with; part of a sentence. */
export const RESOLVED_ELSEWHERE = {
  removed: "it removed the record",
  active: "it set the number to active",
} as const;

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
  /** Who works on it; null where nobody said so. */
  claimedBy: Actor | null;
  claimedAt: Date | null;
  /** Until then nobody is reminded, and nothing is retried by itself. */
  snoozedUntil: Date | null;
  snoozedBy: Actor | null;
  /** When a person last did something about it: what an idle claim is measured by. */
  lastActedAt: Date | null;
  /** When Lineman tries the clean-up again by itself; null where it will not. */
  nextRetryAt: Date | null;
  /** Automatic tries so far. */
  retries: number;
  /** When the on-call group was mentioned for the first time; null where that still has to happen. */
  mentionedAt: Date | null;
  remindedUnclaimedAt: Date | null;
  remindedClaimedAt: Date | null;
  /** Since when every resource is being looked at; null where no look is under way. */
  checkingSince: Date | null;
  /** The storm that it is a member of. */
  stormId: number | null;
  /** False while the storm's message stands for it. */
  ownMessage: boolean;
}

/** What people and Lineman's own clock change of an open incident. */
export type IncidentChanges = Partial<
  Pick<
    Incident,
    | "claimedBy"
    | "claimedAt"
    | "snoozedUntil"
    | "snoozedBy"
    | "lastActedAt"
    | "nextRetryAt"
    | "retries"
    | "mentionedAt"
    | "remindedUnclaimedAt"
    | "remindedClaimedAt"
    | "checkingSince"
  >
>;

/** The name of the case, e.g. `LM-42-1`. */
export function caseName(incident: Pick<Incident, "phoneNumberId" | "ordinal">): string {
  return `LM-${incident.phoneNumberId}-${incident.ordinal}`;
}
