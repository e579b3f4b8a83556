import type { Actor } from "../../domain/actor.ts";
import type { ForceDeleteBasis } from "../../domain/force-delete-gate.ts";
import type { Incident, IncidentChanges, IncidentOutcome } from "../../domain/incident.ts";
import type { Approval } from "./force-delete-store.ts";

export interface IncidentClosing {
  at: Date;
  outcome: IncidentOutcome;
  by: Actor;
  reason: string | null;
  basis: ForceDeleteBasis | "api" | null;
  approvedBy: Actor | null;
}

export interface IncidentStore {
  find(id: number): Promise<Incident | null>;
  openOf(numberId: number): Promise<Incident | null>;
  latestOf(numberId: number): Promise<Incident | null>;
  /** Open incidents, oldest first. */
  listOpen(limit: number): Promise<Incident[]>;
  countOpen(): Promise<number>;
  /** Ids of open incidents whose snooze is over at `snoozedUntil`, or whose look began at or before `checkingBefore`; oldest first. */
  listPassed(passed: { snoozedUntil: Date; checkingBefore: Date }, limit: number): Promise<number[]>;
  /** Marks an open incident as taken up (its alert is enqueued); false where it was already. */
  takeUp(id: number, at: Date): Promise<boolean>;
  /** Ids of open incidents that nobody has taken up, oldest first. */
  listUntaken(limit: number): Promise<number[]>;
  /** Open incidents whose number is gone, or active again: another program resolved them. */
  listResolvedElsewhere(limit: number): Promise<Incident[]>;
  /** Open incidents whose automatic try is due, unless a claim or a snooze pauses it; the longest due first. */
  listDueRetries(now: Date, limit: number): Promise<Incident[]>;
  /**
   * Ids of open, posted incidents, not snoozed, that somebody may have to be reminded of (domain/reminder.ts decides): nobody
   * was called and no first automatic try is near; or called and not claimed, or claimed, and silent since before these moments.
   */
  listSilent(
    since: { unclaimed: Date | null; claimed: Date | null },
    now: Date,
    limit: number,
  ): Promise<number[]>;
  /** Opens the incidents of corrupted numbers that have none open, which the trigger normally does; how many. */
  openMissing(limit: number): Promise<number>;
  /** The open incident, which nobody else can change until the transaction ends; null where it is closed or unknown. */
  lock(id: number): Promise<Incident | null>;
  /** Changes an open incident and touches it; false where it is closed. Lock it first where the old value decides. */
  change(id: number, changes: IncidentChanges): Promise<boolean>;
  /** False where it was closed already. The end is something that the alert shows: touches. */
  close(id: number, closing: IncidentClosing): Promise<boolean>;
  /** Something that the alert shows has changed. */
  touch(id: number): Promise<void>;
  /** Says something once in the alert's thread; touches. */
  note(id: number, note: NewNote, at: Date): Promise<void>;
  /** The reply that asks for this approval is drawn anew: it has been decided. Touches. */
  redrawApproval(id: number, approvalId: string): Promise<void>;
}

/**
 * Whom a note mentions. `claimer`: whoever has claimed the incident when the note is sent. `parties`: who asked for the
 * note's approval, and who decided on it.
 */
export type Mention = "on_call" | "approvers" | "claimer" | "parties";

/** A line for the thread. */
export interface NewNote {
  /**
   * Plain text after the actor's name: nothing in it becomes a mention or a link. A moment in ISO 8601 ("2026-01-15T03:12:00.000Z")
   * is shown in the reader's own time zone.
   */
  text: string;
  /** Who did it: named in front of the text. */
  by?: Actor;
  mention?: Mention;
  /** Shown in the channel as well. */
  broadcast?: boolean;
  /** It is about this request; with the mention "approvers" it asks for it, and carries its buttons. */
  approvalId?: string;
}

/** A line of the thread as it is to be sent, or drawn anew where it has been sent already. */
export interface Note {
  id: number;
  text: string;
  by: Actor | null;
  mention: Mention | null;
  broadcast: boolean;
  approval: Approval | null;
  triedAt: Date | null;
  /** Null where it was not sent yet. */
  postedTs: string | null;
}

/** What an alert's outbox holds for one incident while one process has the lease on it. */
export interface AlertTurn {
  incident: Incident;
  wanted: number;
  /** A post was tried before and its answer is unknown: look for it first. */
  postTriedAt: Date | null;
  /** To be said, or to be drawn anew. */
  notes: Note[];
}

/** The outbox of alerts: one process at a time sends for one incident, always the newest state. */
export interface AlertOutbox {
  /** `nothing`: shown is wanted. `busy`: another process has the lease. */
  claim(incidentId: number, owner: string, now: Date, until: Date): Promise<AlertTurn | "nothing" | "busy">;
  /**
   * A post is about to be tried. `calls`: it is to mention those on call; true where it may, because nobody has called them
   * yet. What an earlier post was to call, whose answer was lost and which is not in the channel, counts as not called.
   */
  postTried(incidentId: number, at: Date, calls: boolean): Promise<boolean>;
  posted(incidentId: number, message: { channel: string; ts: string }): Promise<void>;
  /** That message is gone from the channel: the next turn posts a replacement. Nothing where another stands for it by now. */
  lost(incidentId: number, ts: string): Promise<void>;
  noteTried(noteId: number, at: Date): Promise<void>;
  /** It stands in the thread as it should. */
  notePosted(noteId: number, ts: string): Promise<void>;
  /** The state `wanted` is on show; ends the lease. False where more has been wanted since: claim again. */
  shown(incidentId: number, owner: string, wanted: number): Promise<boolean>;
  /** Ends the lease without having shown anything. */
  giveUp(incidentId: number, owner: string): Promise<void>;
  /** Keeps the lease for the next call to Slack; false where it is not this owner's any more: then stop. */
  renew(incidentId: number, owner: string, until: Date): Promise<boolean>;
  /** Ids of incidents whose alert is behind, oldest first: the safety net of lost wake-ups. */
  listBehind(limit: number): Promise<number[]>;
  /**
   * Incidents older than this one that still have no message: the oldest, and how many. Not counted are those whose lease ends
   * inside `held`: their holder has not been heard of for too long.
   */
  unpostedBefore(
    incidentId: number,
    held: { from: Date; until: Date },
  ): Promise<{ oldest: number | null; amount: number }>;
}
