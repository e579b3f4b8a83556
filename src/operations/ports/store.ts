import type { Actor } from "../../domain/actor.ts";
import type { AuditEntry } from "../../domain/audit-chain.ts";
import type { Cause } from "../../domain/cause.ts";
import type { ExternalResource, ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import type { ForceDeleteBasis, ShownFacts } from "../../domain/force-delete-gate.ts";
import type { Incident, IncidentOutcome } from "../../domain/incident.ts";
import type { NumberStatus, PhoneNumber } from "../../domain/phone-number.ts";
import type { TeardownAction } from "../../domain/teardown-plan.ts";
import type { JobRequest } from "./jobs.ts";
import type { ProvisioningStore } from "./provisioning-store.ts";

export type NewNumber = Omit<
  PhoneNumber,
  "id" | "createdAt" | "updatedAt" | "version" | "hasTwilioCredentials"
>;

export interface NumberFilter {
  status?: NumberStatus;
  afterId?: number;
  offset?: number;
  limit?: number;
}

/** What Lineman itself changes of a recorded number; ids are added while it is set up. */
export type NumberChanges = Partial<
  Pick<
    PhoneNumber,
    | "status"
    | "corruptionCause"
    | "corruptionMessage"
    | "outboundTrunk"
    | "twilioTrunkSid"
    | "twilioPhoneNumberSid"
    | "twilioCredentialListSids"
    | "twilioIpAccessControlListSids"
    | "livekitTrunkId"
    | "livekitOutboundTrunkId"
    | "livekitDispatchRuleId"
  >
>;

/** `provisioning` rows are not listed, counted or found by E.164 (product.md 1). */
export interface NumberStore {
  find(id: number): Promise<PhoneNumber | null>;
  findByPhoneNumber(e164: string): Promise<PhoneNumber | null>;
  /** By id, ascending. */
  list(filter: NumberFilter): Promise<PhoneNumber[]>;
  count(status?: NumberStatus): Promise<number>;
  countsByStatus(): Promise<Record<NumberStatus, number>>;
  /** Null where the phone number is recorded already. The auth token is stored encrypted beside the row. */
  create(number: NewNumber, authToken: string | null): Promise<PhoneNumber | null>;
  /** Changes the row only while it has one of these statuses (and this version); null where it has not. */
  compareAndSet(
    id: number,
    expected: { statuses: readonly NumberStatus[]; version?: number },
    changes: NumberChanges,
  ): Promise<PhoneNumber | null>;
  /** Removes the row under the same condition; false where it did not hold. */
  compareAndRemove(
    id: number,
    expected: { statuses: readonly NumberStatus[]; version?: number },
  ): Promise<boolean>;
  /** The row, which nobody else can change until the transaction ends; null where there is none. */
  lock(id: number): Promise<PhoneNumber | null>;
  /** Makes everybody who asks for the same resource wait until the transaction ends. */
  lockResource(ref: Pick<ResourceRef, "kind" | "sid">): Promise<void>;
  /** Ids of numbers that stay in deleting although no run is open for them. */
  listDeletingWithoutRun(before: Date, limit: number): Promise<number[]>;
  /** Other numbers (E.164) that record the same id in any column of this kind. */
  recordersOf(kind: ResourceKind, sid: string, exceptId: number): Promise<string[]>;
}

export interface ResourceStore {
  /** In resource order; [] where none was ever recorded. */
  of(numberId: number): Promise<ExternalResource[]>;
  /** The same for many numbers in one query; a number without any has no entry. */
  ofMany(numberIds: readonly number[]): Promise<Map<number, ExternalResource[]>>;
  /**
   * Inserts or replaces each by (number, kind, sid), unless a look that began later is stored already. Ticks are left alone
   * unless their facts moved.
   */
  save(numberId: number, resources: readonly ExternalResource[]): Promise<void>;
  /** Records that these exist, unchecked, where they are not recorded yet; what is known of the others stays. */
  ensure(numberId: number, refs: readonly ResourceRef[]): Promise<void>;
  /** Strikes out what stood in for an id that is known now, or that was never given. */
  forget(numberId: number, ref: Pick<ResourceRef, "kind" | "sid">): Promise<void>;
  /** Replaces the ticks of a number: these keys are ticked by the person, the person's other ticks are taken back. */
  tick(numberId: number, keys: readonly string[], userId: string, at: Date): Promise<void>;
}

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
  /** Marks an open incident as taken up (its alert is enqueued); false where it was already. */
  takeUp(id: number, at: Date): Promise<boolean>;
  /** Ids of open incidents that nobody has taken up, oldest first. */
  listUntaken(limit: number): Promise<number[]>;
  /** Open incidents whose number is gone, or active again: another program resolved them. */
  listResolvedElsewhere(limit: number): Promise<Incident[]>;
  /** False where it was closed already. The end is something that the alert shows: touches. */
  /** Opens the incidents of corrupted numbers that have none open, which the trigger normally does; how many. */
  openMissing(limit: number): Promise<number>;
  close(id: number, closing: IncidentClosing): Promise<boolean>;
  /** Something that the alert shows has changed. */
  touch(id: number): Promise<void>;
  /** Says something once in the alert's thread; touches. */
  note(id: number, text: string, at: Date): Promise<void>;
}

/** What an alert's outbox holds for one incident while one process has the lease on it. */
export interface AlertTurn {
  incident: Incident;
  wanted: number;
  /** A post was tried before and its answer is unknown: look for it first. */
  postTriedAt: Date | null;
  notes: { id: number; text: string; triedAt: Date | null }[];
}

/** The outbox of alerts: one process at a time sends for one incident, always the newest state. */
export interface AlertOutbox {
  /** `nothing`: shown is wanted. `busy`: another process has the lease. */
  claim(incidentId: number, owner: string, now: Date, until: Date): Promise<AlertTurn | "nothing" | "busy">;
  postTried(incidentId: number, at: Date): Promise<void>;
  posted(incidentId: number, message: { channel: string; ts: string }): Promise<void>;
  /** The message is gone from the channel: the next turn posts a replacement. */
  lost(incidentId: number): Promise<void>;
  noteTried(noteId: number, at: Date): Promise<void>;
  notePosted(noteId: number, ts: string): Promise<void>;
  /** The state `wanted` is on show; ends the lease. False where more has been wanted since: claim again. */
  shown(incidentId: number, owner: string, wanted: number): Promise<boolean>;
  /** Ends the lease without having shown anything. */
  giveUp(incidentId: number, owner: string): Promise<void>;
  /** Keeps the lease for the next call to Slack; false where it is not this owner's any more: then stop. */
  renew(incidentId: number, owner: string, until: Date): Promise<boolean>;
  /** Ids of incidents whose alert is behind, oldest first: the safety net of lost wake-ups. */
  listBehind(limit: number): Promise<number[]>;
}

export interface TeardownRun {
  id: string;
  phoneNumberId: number;
  requestedBy: Actor;
  requestedAt: Date;
  finishedAt: Date | null;
  outcome: RunOutcome | null;
}

/** `overtaken`: another program changed the number while the run was under way. */
export type RunOutcome = "removed" | "corrupted" | "overtaken";

export interface StepResult {
  outcome: "removed" | "already_gone" | "failed" | "skipped";
  cause: Cause | null;
  detail: string;
  providerCode: string | null;
  requestId: string | null;
}

/** The journal of teardowns. */
export interface TeardownJournal {
  /** False where the number has an unfinished run. */
  open(run: Pick<TeardownRun, "id" | "phoneNumberId" | "requestedBy" | "requestedAt">): Promise<boolean>;
  find(runId: string): Promise<TeardownRun | null>;
  openOf(numberId: number): Promise<TeardownRun | null>;
  /** Takes the lease of an unfinished run; false where another process holds it or the run is finished. */
  lease(runId: string, owner: string, now: Date, until: Date): Promise<boolean>;
  /** Keeps the lease; false where it is not this owner's any more, or the run is finished: then stop. */
  renew(runId: string, owner: string, until: Date): Promise<boolean>;
  /** Ends the run; false where the lease is not this owner's any more: then nothing of it may be written. */
  finish(runId: string, owner: string, at: Date, outcome: RunOutcome): Promise<boolean>;
  /** Unfinished runs that nobody has held for a while: their job was lost, or failed. */
  listAbandoned(before: Date, limit: number): Promise<string[]>;
  /** Written before the call goes out; returns the step's id. */
  begin(runId: string, step: { action: TeardownAction; ref: ResourceRef; at: Date }): Promise<number>;
  complete(stepId: number, at: Date, result: StepResult): Promise<void>;
}

export interface ForceDeleteModalRecord {
  id: string;
  phoneNumberId: number;
  incidentId: number | null;
  userId: string;
  viewId: string | null;
  shown: ShownFacts | null;
}

export interface ModalStore {
  create(modal: Omit<ForceDeleteModalRecord, "shown" | "viewId">, at: Date): Promise<void>;
  find(id: string): Promise<ForceDeleteModalRecord | null>;
  update(id: string, changes: Partial<Pick<ForceDeleteModalRecord, "viewId" | "shown">>): Promise<void>;
}

export interface LeftoverRecord {
  phoneNumberId: number;
  phoneNumber: string;
  label: string;
  kind: ResourceKind;
  sid: string;
  state: "gone" | "present" | "kept" | "unknown" | "accepted";
  detail: string;
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

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
}

export interface DedupeStore {
  /** True the first time a key is seen; false for a repeat until `expiresAt`. */
  remember(key: string, now: Date, expiresAt: Date): Promise<boolean>;
}

/** Everything that is stored, as seen outside or inside a transaction. */
export interface Store {
  numbers: NumberStore;
  resources: ResourceStore;
  incidents: IncidentStore;
  alerts: AlertOutbox;
  teardowns: TeardownJournal;
  provisionings: ProvisioningStore;
  modals: ModalStore;
  leftovers: LeftoverStore;
  audit: AuditLog;
  dedupe: DedupeStore;
  /** Enqueues in the same transaction; workers are woken after the commit. */
  enqueue(job: JobRequest): Promise<void>;
}

export interface Database extends Store {
  /** All or nothing. Never await the network inside. The work may run again after a serialization failure. */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
}
