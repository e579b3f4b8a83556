import type { Actor } from "../../domain/actor.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Storm, StormCounts, StormKey, StormWorkKind, WorkCounts } from "../../domain/storm.ts";
import type { MessageOutbox, MessageTurn } from "./message-outbox.ts";

/** What people and Lineman's own clock change of a storm. */
export type StormChanges = Partial<
  Pick<
    Storm,
    | "claimedBy"
    | "claimedAt"
    | "snoozedUntil"
    | "snoozedBy"
    | "lastActedAt"
    | "mentionedAt"
    | "remindedUnclaimedAt"
    | "remindedClaimedAt"
    | "probedAt"
    | "providerCode"
    | "providerWords"
  >
>;

/** Corruptions of one cause and account that no storm stands for yet. `openedAt` in ascending order. */
export interface StormCandidate extends StormKey {
  openedAt: Date[];
}

/** An incident that has just become a member. `isNew`: nobody had taken it up before. */
export interface Joined {
  incidentId: number;
  phoneNumberId: number;
  stormId: number;
  cause: string | null;
  message: string | null;
  openedAt: Date;
  isNew: boolean;
}

/** A line for the thread of a storm's message. `aboutIncidentId`: links to that member's own message. */
export interface NewStormNote {
  text: string;
  by?: Actor;
  mention?: "on_call" | "claimer";
  broadcast?: boolean;
  aboutIncidentId?: number;
}

/** A line as it is to be sent; `about`: the member that it links to. */
export interface StormNote {
  id: number;
  text: string;
  by: Actor | null;
  mention: "on_call" | "claimer" | null;
  broadcast: boolean;
  about: Pick<Incident, "phoneNumber" | "phoneNumberId" | "alertChannel" | "alertTs"> | null;
  triedAt: Date | null;
}

/** What the outbox holds for one storm while one process has the lease on it. */
export interface StormTurn extends MessageTurn {
  storm: Storm;
  notes: StormNote[];
}

/** The outbox of storm messages. */
export interface StormOutbox extends MessageOutbox<StormTurn> {
  /** When the message was last drawn; null before. */
  shownAt(stormId: number): Promise<Date | null>;
}

/** One member's part in what was begun for all. */
export interface StormTask {
  incidentId: number;
  phoneNumberId: number;
}

/** Storms and who belongs to them. What concerns many members is one statement, however many they are. */
export interface StormStore {
  /** To the end of the transaction nobody else changes who belongs to which storm. */
  lockMembership(): Promise<void>;
  /** Finds out the account of open incidents that have none yet; how many. */
  nameAccounts(limit: number): Promise<number>;
  /**
   * Open incidents without a storm, by cause and account, where one of them has no message yet; with those of the two minutes
   * before. At most `limit` incidents.
   */
  listCandidates(limit: number): Promise<StormCandidate[]>;
  /** Opens a storm; null where one of this key is open. */
  open(key: StormKey, openedAt: Date): Promise<number | null>;
  /**
   * Makes incidents members of the open storms of their cause and account. Whoever has a message, is getting one just now or
   * was acted on keeps its own; the storm's message stands for the others.
   */
  join(at: Date, limit: number): Promise<Joined[]>;
  /** Open members whose cause or account is not the storm's any more go, and get messages of their own. */
  leave(limit: number): Promise<{ incidentId: number; stormId: number; phoneNumber: string }[]>;
  /** Ends storms without an open member; their ids. */
  end(at: Date): Promise<number[]>;
  /** Storms whose members or tasks have changed since this was last asked: touches them; their ids. */
  touchChanged(): Promise<number[]>;
  /** Gives an incident a message of its own; its storm, or null where it has one already, or no storm stood for it. */
  giveOwnMessage(incidentId: number, at: Date): Promise<number | null>;
  find(id: number): Promise<Storm | null>;
  /** The open storm, which nobody else can change until the transaction ends; null where it has ended. */
  lock(id: number): Promise<Storm | null>;
  /** Changes a storm and touches it. */
  change(id: number, changes: StormChanges): Promise<void>;
  /** Touches the storms whose threads wait for the message of this incident, to link to it; their ids. */
  touchWaiting(incidentId: number): Promise<number[]>;
  /** Says something once in the thread; touches. */
  note(id: number, note: NewStormNote, at: Date): Promise<void>;
  counts(id: number): Promise<StormCounts>;
  /** Open members in the order in which they were corrupted. */
  listMembers(id: number, slice: { offset: number; limit: number }): Promise<Incident[]>;
  /** When the next member's automatic try is due, and the most tries that one has had. */
  retriesOf(id: number): Promise<{ nextRetryAt: Date | null; retries: number }>;
  /** Ids of open, posted storms, not snoozed, that somebody may have to be reminded of. */
  listSilent(now: Date, limit: number): Promise<number[]>;
  /** Open storms with members whose automatic try is due, that nothing pauses and nothing is being done about. */
  listDueRetries(now: Date, limit: number): Promise<number[]>;
  /** Puts off the due tries of members that have had `retries` of them; `until` null: no more. */
  putOffRetries(id: number, retries: number, now: Date, until: Date | null): Promise<void>;
  /** Snoozes that are over are taken off; their ids. */
  endSnoozes(now: Date): Promise<number[]>;
}

/** What is done for all members, one after the other. */
export interface StormTasks {
  /** Writes down the tasks of all open members (`dueBefore`: of those whose automatic try is due by then); how many. */
  start(
    stormId: number,
    work: { kind: StormWorkKind; by: Actor; at: Date; dueBefore: Date | null },
  ): Promise<number>;
  /** Ends what was begun; false where it had ended already. */
  finish(stormId: number, at: Date, obstacle: string | null): Promise<boolean>;
  counts(stormId: number): Promise<WorkCounts>;
  listWaiting(stormId: number, limit: number): Promise<StormTask[]>;
  /** It is under way as this run. False where it is not waiting any more. */
  begun(stormId: number, incidentId: number, runId: string, at: Date): Promise<boolean>;
  ended(stormId: number, incidentId: number, state: "done" | "failed" | "skipped", at: Date): Promise<void>;
  /** Ends the tasks whose runs are over, and those whose incident is. */
  settle(stormId: number, at: Date): Promise<void>;
  /** Takes the storm for one process; false where another one has it. */
  lease(stormId: number, owner: string, now: Date, until: Date): Promise<boolean>;
  giveUp(stormId: number, owner: string): Promise<void>;
  /** Storms that something is left to be done for, or that were not looked at yet, and that nobody works on. */
  listAbandoned(now: Date, limit: number): Promise<number[]>;
}
