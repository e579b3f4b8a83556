import { setTimeout as sleep } from "node:timers/promises";
import { fromPrisma, type Job, type PgBoss } from "pg-boss";
import type { JobName, JobRequest, WaitingJob } from "../operations/ports/jobs.ts";
import type { Ids, Log } from "../operations/ports/world.ts";
import { createBoss, HEARTBEAT_EVERY_MS, openQueues, type Sql } from "./boss.ts";
import { JOB_NAMES, JOBS, type JobHandlers, type JobVerdict } from "./catalog.ts";
import { dueQueues } from "./due-queues.ts";
import { type JobWorker, startJobWorker } from "./job-worker.ts";
import { startLookout } from "./lookout.ts";
import { rebaseJobs } from "./rebase-jobs.ts";

/** A transaction that a job can be written into; one of Prisma's fits. */
export interface SqlTransaction {
  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): Promise<T>;
}

export interface JobQueueDeps {
  sql: Sql;
  embedded: boolean;
  ids: Pick<Ids, "uuid">;
  log: Log;
  /** How long a job that another replica enqueued, or that has become due, may wait. */
  pollMs?: number;
}

export interface JobQueue {
  /** Makes the queue's tables where they are missing. Before this nothing can be enqueued. */
  open(): Promise<void>;
  /**
   * Writes a job down, in the transaction where one is given. Without one, a job that waits already with the same payload,
   * and was enqueued without one as well, stands for both.
   */
  enqueue(job: JobRequest, tx: SqlTransaction | null): Promise<void>;
  /** Takes over a job of another database; false where this version has no such job. */
  resend(job: WaitingJob, tx: SqlTransaction): Promise<boolean>;
  /** There is work now: this process looks for it at once. */
  wake(names: readonly JobName[]): void;
  /** Begins to work; opens the queue where that was not done. */
  start(handlers: JobHandlers): Promise<void>;
  /** Takes no more jobs; those that run go on, and enqueuing still works: the first step of a shutdown. */
  rest(): void;
  /** Takes no more jobs, lets those that run finish for at most `drainMs`, gives back what did not, and closes. */
  stop(drainMs: number): Promise<void>;
}

// The embedded database has one process: only what has become due is found by looking.
const POLL_MS = { postgres: 500, embedded: 1_000 };
const CLOSE_WITHIN_MS = 5_000;
const REBASE_EVERY_MS = 30_000;

type FetchedJob = Job<object>;
type Handler = (payload: object) => Promise<JobVerdict>;

/** The durable queue of jobs: pg-boss in the database that everything else is in, so that a job commits with its cause. */
export function createJobQueue({ sql, embedded, ids, log, ...options }: JobQueueDeps): JobQueue {
  const { pollMs = embedded ? POLL_MS.embedded : POLL_MS.postgres } = options;
  const boss = createBoss({ sql, embedded, log });
  const workers = new Map<JobName, JobWorker<FetchedJob>>();
  let opened: Promise<void> | null = null;
  let rebasing: NodeJS.Timeout | undefined;
  let beating: NodeJS.Timeout | undefined;
  const telling = new Set<JobName>();
  let stopLookout = async () => {};

  const open = () => {
    opened ??= openQueues(boss).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  const run = async (name: JobName, handle: Handler, job: FetchedJob) => {
    const verdict = await verdictOf(name, handle, job);
    // Enqueued before this one is completed: a crash in between repeats it, and loses nothing.
    if (verdict !== null && "retryAfterMs" in verdict)
      await send(boss, { name, payload: job.data, key: sharedKey(job.data), after: verdict.retryAfterMs });
    if (verdict !== null) await boss.complete(name, job, "why" in verdict ? { notYet: verdict.why } : null);
  };

  /** Null: the handler failed, and the job comes again after a pause. */
  const verdictOf = async (name: JobName, handle: Handler, job: FetchedJob) => {
    try {
      return await handle(JOBS[name].payload.parse(job.data));
    } catch (error) {
      log.error({ err: error, job: name, payload: job.data, attempt: job.retryCount + 1 }, "a job failed");
      await boss.fail(name, job, { message: error instanceof Error ? error.message : String(error) });
      return null;
    }
  };

  const startWorker = (name: JobName, handle: Handler) =>
    startJobWorker<FetchedJob>({
      concurrency: JOBS[name].concurrency,
      fetch: (batchSize) => boss.fetch<object>(name, { batchSize }),
      run: (job) =>
        run(name, handle, job).catch((error: unknown) =>
          // The database could not be written to: the job expires and comes again.
          log.error({ err: error, job: name, id: job.id }, "the end of a job could not be recorded"),
        ),
      onFetchError: (error) => log.error({ err: error, job: name }, "jobs cannot be fetched"),
    });

  /** Tells the others that this process is still at its jobs; one time after the other, also where a connection hangs. */
  const beat = async (name: JobName, worker: JobWorker<FetchedJob>) => {
    const jobs = worker.running();
    if (jobs.length === 0 || telling.has(name)) return;
    telling.add(name);
    await boss.touch(name, jobs).catch(() => {});
    telling.delete(name);
  };

  /** Resolves when the jobs that run are done. */
  const takeNoMore = async () => {
    clearInterval(rebasing);
    await Promise.all([stopLookout(), ...[...workers.values()].map((worker) => worker.stop())]);
  };

  return {
    open,
    async enqueue({ name, ...rest }, tx) {
      const { startAfterMs: after = 0, ...payload } = { startAfterMs: 0, ...rest };
      // A job that waits now may start before this transaction commits, and would not see what it is about.
      const key = tx === null ? sharedKey(payload) : ids.uuid();
      await send(boss, { name, payload, key, after }, tx);
    },
    async resend({ name: known, payload, key, startAfter }, tx) {
      const name = JOB_NAMES.find((each) => each === known);
      if (name === undefined || !JOBS[name].payload.safeParse(payload).success) return false;
      await send(boss, { name, payload, key: key ?? ids.uuid(), after: startAfter }, tx);
      return true;
    },
    wake(names) {
      for (const name of names) workers.get(name)?.wake();
    },
    async start(handlers) {
      await open();
      // What a handler is given was checked by its own schema.
      for (const name of JOB_NAMES) workers.set(name, startWorker(name, handlers[name] as Handler));
      stopLookout = startLookout({
        everyMs: pollMs,
        look: () => dueQueues(sql, JOB_NAMES),
        found: (name) => workers.get(name)?.wake(),
        onError: (error) => log.error({ err: error }, "the job queue cannot be looked at"),
      });
      beating = setInterval(() => {
        for (const [name, worker] of workers) void beat(name, worker);
      }, HEARTBEAT_EVERY_MS);
      // Where it fails the database is away, which everything else tells.
      rebasing = setInterval(() => void rebaseJobs(sql).catch(() => {}), REBASE_EVERY_MS);
    },
    rest() {
      void takeNoMore();
    },
    async stop(drainMs) {
      const timeUp = new AbortController();
      await Promise.race([
        takeNoMore(),
        sleep(drainMs, undefined, { signal: timeUp.signal }).catch(() => {}),
      ]);
      timeUp.abort();
      for (const [name, worker] of workers) {
        const unfinished = worker.running();
        if (unfinished.length > 0) await boss.fail(name, unfinished, { message: "its process was stopped" });
      }
      clearInterval(beating);
      await boss.stop({ close: false, timeout: CLOSE_WITHIN_MS });
    },
  };
}

interface Sending {
  name: JobName;
  payload: object;
  /** See openQueues: a key that waits already makes this a repeat, which is dropped. */
  key: string;
  /** From when on it may run: so many ms from now, or a moment. */
  after: number | Date;
}

async function send(
  boss: PgBoss,
  { name, payload, key, after }: Sending,
  tx: SqlTransaction | null = null,
): Promise<void> {
  await boss.send(name, payload, {
    singletonKey: key,
    startAfter: typeof after === "number" ? Math.max(0, after) / 1_000 : after,
    ...(tx === null ? {} : { db: fromPrisma(tx) }),
  });
}

const sharedKey = (payload: object) => JSON.stringify(Object.entries(payload).sort());
