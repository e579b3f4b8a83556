import type pg from "pg";
import type { AuditEntry, AuditEvent } from "../domain/audit-chain.ts";
import type { JobName, JobRequest } from "../operations/ports/jobs.ts";
import type { KeptAnswers } from "../operations/ports/kept-answers.ts";
import type { AuditLog, Database, Store } from "../operations/ports/store.ts";
import type { TokenSafe } from "../operations/ports/token-safe.ts";
import type { Turns } from "../operations/ports/turns.ts";
import { createAlertOutbox } from "./alert-outbox.ts";
import { createApprovalStore } from "./approvals.ts";
import { createArchive } from "./archive.ts";
import { appendAudit, hasAuditedRecords, readAudit } from "./audit-log.ts";
import type { SealedToken } from "./credential-vault.ts";
import { createDedupeStore } from "./dedupe.ts";
import { createHomeViews } from "./home-views.ts";
import { createIncidentStore } from "./incidents.ts";
import { createKeptAnswers } from "./kept-answers.ts";
import { createLeftoverStore } from "./leftovers.ts";
import { createModalStore } from "./modals.ts";
import { createNumberStore } from "./numbers.ts";
import { createOverview } from "./overview.ts";
import { type Atomically, createPrismaClient, type Queries } from "./prisma-client.ts";
import { createProvisioningStore } from "./provisionings.ts";
import { createResourceStore } from "./resources.ts";
import { createRetention } from "./retention.ts";
import { isRowId } from "./row-id.ts";
import type { SecretBox } from "./secret-box.ts";
import { createStormOutbox } from "./storm-outbox.ts";
import { createStormTasks } from "./storm-tasks.ts";
import { createStormStore } from "./storms.ts";
import { createTeardownJournal } from "./teardown-journal.ts";
import { createTokenSafe } from "./token-safe.ts";
import { runTransaction } from "./transactions.ts";
import { createTurns } from "./turns.ts";

/** What a queue needs of a transaction to write its job into it. */
export interface JobTransaction {
  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): Promise<T>;
}

/** Where jobs go; the queue lives elsewhere. */
export interface JobOutlet {
  /** Null: in a transaction of its own. */
  enqueue(job: JobRequest, tx: JobTransaction | null): Promise<void>;
  /** There is work now for the workers of these names. */
  wake(names: readonly JobName[]): void;
}

export interface DatabaseDeps {
  pool: pg.Pool;
  secretBox: SecretBox;
  jobs: JobOutlet;
}

export interface StoredDatabase extends Database {
  /** The audit log from `fromSeq` on (null: from whatever is stored first), at most `limit` events. */
  readAudit(fromSeq: number | null, limit: number): Promise<AuditEvent[]>;
  /** Whether there is anything that the audit log should tell of. */
  hasAuditedRecords(): Promise<boolean>;
  /** The auth token of a number as it is stored, encrypted; also of a number that is removed. */
  findToken(phoneNumberId: number): Promise<SealedToken | null>;
  /** The stored auth tokens, to be encrypted with another key. */
  safe: TokenSafe;
  /** Whose turn it is to write to Slack. */
  turns: Turns;
  /** What callers of the API were answered. */
  keptAnswers: KeptAnswers;
}

/** Everything that Lineman stores, over the one pool that is given. */
export function createDatabase({ pool, secretBox, jobs }: DatabaseDeps): StoredDatabase {
  const client = createPrismaClient(pool);
  const inTransaction: Atomically = (work) => runTransaction(client, work);
  return {
    ...createStores(client, inTransaction, secretBox),
    audit: { append: (entry) => inTransaction((tx) => appendAudit(tx, [entry])) },
    async enqueue(job) {
      await jobs.enqueue(job, null);
      jobs.wake(dueNow([job]));
    },
    async transaction(work) {
      const { result, enqueued } = await inTransaction(async (tx) => {
        const session = createSession(tx, secretBox, jobs);
        const result = await work(session.store);
        await appendAudit(tx, session.auditEntries);
        return { result, enqueued: session.enqueued };
      });
      jobs.wake(dueNow(enqueued));
      return result;
    },
    archive: createArchive(client),
    overview: createOverview(client),
    homeViews: createHomeViews(client),
    retention: createRetention(client),
    safe: createTokenSafe(client, inTransaction, secretBox),
    turns: createTurns(client),
    keptAnswers: createKeptAnswers(client),
    readAudit: (fromSeq, limit) => readAudit(client, fromSeq, limit),
    hasAuditedRecords: () => hasAuditedRecords(client),
    async findToken(phoneNumberId) {
      if (!isRowId(phoneNumberId)) return null;
      return client.twilioCredential.findUnique({ where: { phoneNumberId } });
    },
  };
}

type QueryStores = Omit<Store, "audit" | "enqueue">;

function createStores(queries: Queries, atomically: Atomically, secretBox: SecretBox): QueryStores {
  return {
    numbers: createNumberStore({ queries, atomically, secretBox }),
    resources: createResourceStore(queries),
    incidents: createIncidentStore(queries, atomically),
    alerts: createAlertOutbox(queries),
    storms: createStormStore(queries, atomically),
    stormAlerts: createStormOutbox(queries),
    stormTasks: createStormTasks(queries),
    teardowns: createTeardownJournal(queries),
    provisionings: createProvisioningStore(queries),
    modals: createModalStore(queries),
    approvals: createApprovalStore(queries),
    leftovers: createLeftoverStore(queries),
    dedupe: createDedupeStore(queries),
  };
}

/** One run of one transaction's work: a new one for every try, so that nothing of a failed try is carried over. */
function createSession(tx: Queries, secretBox: SecretBox, jobs: JobOutlet) {
  const auditEntries: AuditEntry[] = [];
  const enqueued: JobRequest[] = [];
  const audit: AuditLog = {
    // Written at the end of the transaction: see appendAudit.
    append: async (entry) => void auditEntries.push(entry),
  };
  const store: Store = {
    ...createStores(tx, (work) => work(tx), secretBox),
    audit,
    async enqueue(job) {
      await jobs.enqueue(job, tx);
      enqueued.push(job);
    },
  };
  return { store, auditEntries, enqueued };
}

function dueNow(requests: readonly JobRequest[]): JobName[] {
  const due = requests.filter((job) => !("startAfterMs" in job) || job.startAfterMs <= 0);
  return [...new Set(due.map((job) => job.name))];
}
