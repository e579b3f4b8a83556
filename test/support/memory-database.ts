import { type AuditEntry, type AuditEvent, chainEvent } from "../../src/domain/audit-chain.ts";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import type { JobRequest } from "../../src/operations/ports/jobs.ts";
import type { Database, Store } from "../../src/operations/ports/store.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { createMemoryArchive } from "./memory-database/memory-archive.ts";
import { createMemoryHomeViews, createMemoryOverview } from "./memory-database/memory-homes.ts";
import { createMemoryAlerts, createMemoryIncidents } from "./memory-database/memory-incidents.ts";
import { createMemoryNumbers, writeNumber } from "./memory-database/memory-numbers.ts";
import { createMemoryProvisionings } from "./memory-database/memory-provisionings.ts";
import {
  createMemoryApprovals,
  createMemoryDedupe,
  createMemoryLeftovers,
  createMemoryModals,
  createMemoryTeardowns,
} from "./memory-database/memory-records.ts";
import { createMemoryResources } from "./memory-database/memory-resources.ts";
import { noStormAlerts, noStorms, noStormTasks } from "./memory-database/no-storms.ts";
import { type Connection, emptyTables, snapshotOf, type Tables } from "./memory-database/tables.ts";

export interface MemoryDatabase extends Database {
  /** What is committed. Not to be changed. */
  tables(): Readonly<Tables>;
  readAudit(fromSeq: number | null, limit: number): Promise<AuditEvent[]>;
  /** Takes the jobs that were enqueued since the last time. */
  takeJobs(): JobRequest[];
  /** Plain SQL of another program: writes the columns whatever the number is; the triggers see it. */
  updateByOthers(numberId: number, changes: Partial<PhoneNumber>): Promise<void>;
}

export interface MemoryDatabaseOptions {
  now?: () => Date;
  /** Called at every commit of a transaction of Lineman's own, before anything else can happen. */
  onCommit?: (before: Readonly<Tables>, after: Readonly<Tables>) => void;
}

/**
 * A Database in memory, held to the same contract as the real ones. Transactions run one after the other, each on a snapshot that
 * becomes the state at the commit or is thrown away; whoever writes outside waits for its turn as well. So it knows no
 * anomalies of READ COMMITTED: those are for the tests against PostgreSQL.
 */
export function createMemoryDatabase(options: MemoryDatabaseOptions = {}): MemoryDatabase {
  const now = options.now ?? (() => new Date());
  let committed = emptyTables();
  let turn: Promise<unknown> = Promise.resolve();

  const transaction = <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const result = turn.then(async () => {
      const tables = snapshotOf(committed);
      const entries: AuditEntry[] = [];
      const answer = await work(createStore({ tables: () => tables, now }, entries));
      appendAudit(tables, entries);
      options.onCommit?.(committed, tables);
      committed = tables;
      return answer;
    });
    turn = result.catch(() => {});
    return result;
  };
  return {
    ...outside(() => createStore({ tables: () => committed, now }, []), transaction),
    archive: createMemoryArchive(() => committed),
    overview: createMemoryOverview(() => committed),
    homeViews: createMemoryHomeViews(),
    // Memory keeps everything for as long as the test lasts.
    retention: { forget: async () => false },
    transaction,
    tables: () => committed,
    readAudit: async (fromSeq, limit) =>
      committed.audit.filter(({ seq }) => seq >= (fromSeq ?? seq)).slice(0, limit),
    takeJobs: () => committed.jobs.splice(0),
    updateByOthers: (id, changes) => {
      const done = turn.then(() => {
        const row = committed.numbers.get(id);
        if (row) writeNumber(committed, { ...row, ...changes }, row, now());
      });
      turn = done;
      return done;
    },
  };
}

function createStore(connection: Connection, entries: AuditEntry[]): Store {
  return {
    numbers: createMemoryNumbers(connection),
    resources: createMemoryResources(connection),
    incidents: createMemoryIncidents(connection),
    alerts: createMemoryAlerts(connection),
    storms: noStorms,
    stormAlerts: noStormAlerts,
    stormTasks: noStormTasks,
    teardowns: createMemoryTeardowns(connection),
    provisionings: createMemoryProvisionings(connection),
    modals: createMemoryModals(connection),
    approvals: createMemoryApprovals(connection),
    leftovers: createMemoryLeftovers(connection),
    dedupe: createMemoryDedupe(connection),
    audit: { append: async (entry) => void entries.push(entry) },
    enqueue: async (job) => void connection.tables().jobs.push(job),
  };
}

function appendAudit(tables: Tables, entries: readonly AuditEntry[]): void {
  for (const entry of entries) {
    const data = JSON.parse(JSON.stringify(entry.data));
    tables.audit.push(chainEvent({ ...entry, data }, tables.audit.at(-1) ?? null, sha256Hex));
  }
}

const READS =
  /^(find|list|count|of$|ofMany$|openOf$|pendingOf$|isOpen$|latestOf$|unfinishedOf$|recordersOf$|lock)/;

/** Outside a transaction, each call is one of its own: reads see what is committed, writes take their turn. */
function outside(
  committedStore: () => Store,
  transaction: <T>(work: (store: Store) => Promise<T>) => Promise<T>,
): Store {
  const committed = committedStore();
  const each = <S extends object>(pick: (store: Store) => S): S =>
    new Proxy(pick(committed), {
      get(store, name) {
        const member: unknown = Reflect.get(store, name);
        if (typeof member !== "function" || READS.test(String(name))) return member;
        return (...args: unknown[]) =>
          transaction((tx) =>
            (Reflect.get(pick(tx), name) as (...a: unknown[]) => Promise<unknown>)(...args),
          );
      },
    });
  return {
    numbers: each((store) => store.numbers),
    resources: each((store) => store.resources),
    incidents: each((store) => store.incidents),
    alerts: each((store) => store.alerts),
    storms: noStorms,
    stormAlerts: noStormAlerts,
    stormTasks: noStormTasks,
    teardowns: each((store) => store.teardowns),
    provisionings: each((store) => store.provisionings),
    modals: each((store) => store.modals),
    approvals: each((store) => store.approvals),
    leftovers: each((store) => store.leftovers),
    dedupe: each((store) => store.dedupe),
    audit: each((store) => store.audit),
    enqueue: (job) => transaction((tx) => tx.enqueue(job)),
  };
}
