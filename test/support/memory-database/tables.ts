import type { AuditEvent } from "../../../src/domain/audit-chain.ts";
import type { ExternalResource } from "../../../src/domain/external-resource.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import type { TeardownAction } from "../../../src/domain/teardown-plan.ts";
import type {
  Approval,
  ForceDeleteModalRecord,
  LeftoverRecord,
} from "../../../src/operations/ports/force-delete-store.ts";
import type { Note } from "../../../src/operations/ports/incident-store.ts";
import type { JobRequest } from "../../../src/operations/ports/jobs.ts";
import type { ProvisionIntent, Provisioning } from "../../../src/operations/ports/provisioning-store.ts";
import type { StepResult, TeardownRun } from "../../../src/operations/ports/teardown-journal.ts";

interface Lease {
  leaseOwner: string | null;
  leaseUntil: Date | null;
}

export type IncidentRow = Incident & {
  takenUpAt: Date | null;
  wanted: number;
  shown: number;
  triedAt: Date | null;
} & Lease;

export type NoteRow = Omit<Note, "approval"> & {
  incidentId: number;
  approvalId: string | null;
  redraw: boolean;
};

export interface StepRow {
  id: number;
  runId: string;
  action: TeardownAction;
  key: string;
  startedAt: Date;
  finishedAt: Date | null;
  result: StepResult | null;
}

/** All rows. A row is replaced and never changed, so a copy of the maps is a snapshot of everything. */
export interface Tables {
  numbers: Map<number, PhoneNumber>;
  /** By number, then by resource key. */
  resources: Map<number, Map<string, ExternalResource>>;
  incidents: Map<number, IncidentRow>;
  notes: Map<number, NoteRow>;
  runs: Map<string, TeardownRun & Lease>;
  steps: Map<number, StepRow>;
  provisionings: Map<string, Provisioning & Lease>;
  intents: Map<number, ProvisionIntent & { finishedAt: Date | null }>;
  modals: Map<string, ForceDeleteModalRecord>;
  approvals: Map<string, Approval>;
  leftovers: LeftoverRecord[];
  audit: AuditEvent[];
  /** When each key expires. */
  seen: Map<string, Date>;
  jobs: JobRequest[];
  lastId: number;
}

export function emptyTables(): Tables {
  return {
    numbers: new Map(),
    resources: new Map(),
    incidents: new Map(),
    notes: new Map(),
    runs: new Map(),
    steps: new Map(),
    provisionings: new Map(),
    intents: new Map(),
    modals: new Map(),
    approvals: new Map(),
    leftovers: [],
    audit: [],
    seen: new Map(),
    jobs: [],
    lastId: 0,
  };
}

export function snapshotOf(tables: Tables): Tables {
  return {
    numbers: new Map(tables.numbers),
    resources: new Map([...tables.resources].map(([id, byKey]) => [id, new Map(byKey)])),
    incidents: new Map(tables.incidents),
    notes: new Map(tables.notes),
    runs: new Map(tables.runs),
    steps: new Map(tables.steps),
    provisionings: new Map(tables.provisionings),
    intents: new Map(tables.intents),
    modals: new Map(tables.modals),
    approvals: new Map(tables.approvals),
    leftovers: [...tables.leftovers],
    audit: [...tables.audit],
    seen: new Map(tables.seen),
    jobs: [...tables.jobs],
    lastId: tables.lastId,
  };
}

/** What stores are made over: the tables as this connection sees them, and the database's clock. */
export interface Connection {
  tables(): Tables;
  now(): Date;
}

/** The next of one sequence for every table. */
export function nextId(tables: Tables): number {
  tables.lastId += 1;
  return tables.lastId;
}

/** Replaces a row where it is there and the condition holds; the new row, or null. */
export function replace<K, R>(
  table: Map<K, R>,
  key: K,
  condition: (row: R) => boolean,
  changes: (row: R) => Partial<R>,
): R | null {
  const row = table.get(key);
  if (row === undefined || !condition(row)) return null;
  const changed = { ...row, ...changes(row) };
  table.set(key, changed);
  return changed;
}

/** True where a lease can be taken at `now`. */
export function isFree({ leaseUntil }: Pick<Lease, "leaseUntil">, now: Date): boolean {
  return leaseUntil === null || leaseUntil <= now;
}

export const NO_LEASE: Lease = { leaseOwner: null, leaseUntil: null };
