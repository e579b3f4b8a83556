import type { AuditEntry } from "../../domain/audit-chain.ts";
import type { ExternalResource, ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import type { NumberStatus, PhoneNumber } from "../../domain/phone-number.ts";
import type { Archive } from "./archive.ts";
import type { ApprovalStore, LeftoverStore, ModalStore } from "./force-delete-store.ts";
import type { HomeViews } from "./home-views.ts";
import type { AlertOutbox, IncidentStore } from "./incident-store.ts";
import type { JobRequest } from "./jobs.ts";
import type { Overview } from "./overview.ts";
import type { ProvisioningStore } from "./provisioning-store.ts";
import type { Retention } from "./retention.ts";
import type { StormOutbox, StormStore, StormTasks } from "./storm-store.ts";
import type { TeardownJournal } from "./teardown-journal.ts";

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
  /** Whether it is recorded, `provisioning` too. */
  isTaken(e164: string): Promise<boolean>;
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
  /** Numbers of a Twilio account that wait for a longer look (awaitsScan in account-scan.ts), by id, at most `limit`. */
  awaitingScan(accountSid: string, limit: number): Promise<number[]>;
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
  storms: StormStore;
  stormAlerts: StormOutbox;
  stormTasks: StormTasks;
  teardowns: TeardownJournal;
  provisionings: ProvisioningStore;
  modals: ModalStore;
  approvals: ApprovalStore;
  leftovers: LeftoverStore;
  audit: AuditLog;
  dedupe: DedupeStore;
  /** Enqueues in the same transaction; workers are woken after the commit. */
  enqueue(job: JobRequest): Promise<void>;
}

export interface Database extends Store {
  archive: Archive;
  overview: Overview;
  homeViews: HomeViews;
  retention: Retention;
  /** All or nothing. Never await the network inside. The work may run again after a serialization failure. */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
}
