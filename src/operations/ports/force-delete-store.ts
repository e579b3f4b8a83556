import type { Actor } from "../../domain/actor.ts";
import type { ExternalResource, ResourceKind } from "../../domain/external-resource.ts";
import type { ShownFacts } from "../../domain/force-delete-gate.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";

export interface ForceDeleteModalRecord {
  id: string;
  phoneNumberId: number;
  incidentId: number | null;
  userId: string;
  viewId: string | null;
  shown: ShownFacts | null;
  openedAt: Date;
  closedAt: Date | null;
}

export interface ModalStore {
  create(
    modal: Pick<ForceDeleteModalRecord, "id" | "phoneNumberId" | "incidentId" | "userId">,
    at: Date,
  ): Promise<void>;
  find(id: string): Promise<ForceDeleteModalRecord | null>;
  update(
    id: string,
    changes: Partial<Pick<ForceDeleteModalRecord, "viewId" | "shown" | "closedAt">>,
  ): Promise<void>;
  /** Whether somebody has a modal of this number open that was opened after `since`, and not later than `until`. */
  isOpen(phoneNumberId: number, since: Date, until: Date): Promise<boolean>;
  /** Throws away those that were opened before, the oldest first; how many. */
  forget(openedBefore: Date, limit: number): Promise<number>;
}

/** A wish to force-delete that waits for a second person. */
export interface Approval {
  id: string;
  incidentId: number;
  phoneNumberId: number;
  requestedBy: Actor;
  requestedAt: Date;
  expiresAt: Date;
  reason: string;
  /** Keys of the resources that the requester vouches for. */
  ticks: string[];
  /** Leftovers that are still there are accepted. */
  accept: boolean;
  /** The facts that the requester decided on. */
  shown: ShownFacts;
  state: ApprovalState;
  decidedBy: Actor | null;
  decidedAt: Date | null;
}

/** `lapsed`: nobody decided in time, or the facts changed. */
export type ApprovalState = "pending" | "approved" | "declined" | "lapsed";

/** Wishes that wait for a second person; one at a time per incident. */
export interface ApprovalStore {
  /** False where another one of the same incident is pending. */
  open(approval: Omit<Approval, "state" | "decidedBy" | "decidedAt">): Promise<boolean>;
  find(id: string): Promise<Approval | null>;
  pendingOf(incidentId: number): Promise<Approval | null>;
  /** Ends a pending one; false where it was decided already. */
  decide(id: string, state: Exclude<ApprovalState, "pending">, by: Actor, at: Date): Promise<boolean>;
  /** Pending ones whose time or whose incident is over, oldest first. */
  listExpired(now: Date, limit: number): Promise<Approval[]>;
}

export interface LeftoverRecord {
  phoneNumberId: number;
  phoneNumber: string;
  label: string;
  kind: ResourceKind;
  sid: string;
  state: "gone" | "present" | "kept" | "unknown" | "accepted";
  detail: string;
  /** When it was last looked at; null where it never was. */
  checkedAt: Date | null;
  letGoBy: Actor;
  letGoAt: Date;
  reason: string | null;
}

export interface LeftoverStore {
  /** Records every resource of a number that is being let go. */
  register(
    number: PhoneNumber,
    incidentId: number | null,
    resources: readonly ExternalResource[],
    letGo: { by: Actor; at: Date; reason: string | null; accepted: boolean },
  ): Promise<void>;
  of(numberId: number): Promise<LeftoverRecord[]>;
}
