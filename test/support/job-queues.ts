import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { JobHandlers, JobVerdict } from "../../src/jobs/catalog.ts";
import { createJobQueue, type JobQueue } from "../../src/jobs/create-job-queue.ts";
import type { Log } from "../../src/operations/ports/world.ts";
import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { type MIGRATED_DATABASES, type MigratedDatabase, newKey } from "./open-store.ts";

/** Only a wake-up or the end of another job starts a job. */
export const NEVER_POLLS = 3_600_000;
/** Jobs that nobody announces are found soon. */
export const POLLS_OFTEN = 20;

const DONE: JobVerdict = { done: true };

export type LoggedError = { fields: Record<string, unknown>; message: string };

/** A log that keeps its errors. */
export function createErrorLog(): Log & { errors: LoggedError[] } {
  const errors: LoggedError[] = [];
  return {
    errors,
    info: () => {},
    warn: () => {},
    error: (fields, message) => void errors.push({ fields, message }),
  };
}

/** One replica's queue over the pool. */
export function createTestQueue(
  pool: pg.Pool,
  { embedded, pollMs, log = createErrorLog() }: { embedded: boolean; pollMs: number; log?: Log },
): JobQueue {
  return createJobQueue({ sql: pool, embedded, ids: { uuid: randomUUID }, log, pollMs });
}

/** Handlers that do nothing, but for the given ones. */
export function handlersWith(handlers: Partial<JobHandlers>): JobHandlers {
  return {
    sync_alert: async () => DONE,
    verify_number: async () => DONE,
    look_first: async () => DONE,
    scan_account: async () => DONE,
    tear_down_number: async () => DONE,
    resume_provisioning: async () => DONE,
    sync_storm: async () => DONE,
    work_on_storm: async () => DONE,
    publish_homes: async () => DONE,
    take_up_incidents: async () => DONE,
    ...handlers,
  };
}

/** Something that a test waits for: resolved with `open`. */
export function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** What jobs did, in order; `reached` resolves once it holds so many entries. */
export function createTrace<T>() {
  const entries: T[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const add = (entry: T) => {
    entries.push(entry);
    for (const { count, resolve } of waiting) if (entries.length >= count) resolve();
  };
  return {
    entries,
    add,
    /** Adds, and gives the verdict that the job is done. */
    done(entry: T): JobVerdict {
      add(entry);
      return DONE;
    },
    reached: (count: number) =>
      entries.length >= count
        ? Promise.resolve()
        : new Promise<void>((resolve) => void waiting.push({ count, resolve })),
  };
}

/** A database for the tests of one `describe`, and queues on it that are stopped and emptied after each test. */
export function useJobQueues({ embedded, open }: (typeof MIGRATED_DATABASES)[number]) {
  let opened: MigratedDatabase;
  let running: JobQueue[] = [];
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  afterEach(async () => {
    for (const queue of running) await queue.stop(0);
    running = [];
    await opened.pool.query("TRUNCATE pgboss.job");
  });
  return {
    pool: () => opened.pool,
    /** Starts a replica's queue; unless said otherwise it looks for jobs only when it is woken. */
    async startQueue(
      handlers: Partial<JobHandlers>,
      { pollMs = NEVER_POLLS, log = createErrorLog() } = {},
    ): Promise<JobQueue> {
      const queue = createTestQueue(opened.pool, { embedded, pollMs, log });
      running.push(queue);
      await queue.start(handlersWith(handlers));
      return queue;
    },
    /** The store whose jobs go to the queue. */
    databaseOver(queue: JobQueue): StoredDatabase {
      const secretBox = createSecretBox({ key: newKey(), oldKeys: [] });
      return createDatabase({ pool: opened.pool, secretBox, jobs: queue });
    },
  };
}
