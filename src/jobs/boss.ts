import { PgBoss } from "pg-boss";
import type { JobName } from "../operations/ports/jobs.ts";
import type { Log } from "../operations/ports/world.ts";
import { JOB_NAMES, JOBS } from "./catalog.ts";

/** The pool that everything runs on; a pg.Pool fits. */
export interface Sql {
  query(sql: string, params?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Where the queue keeps its tables. */
export const SCHEMA = "pgboss";
/** Of a job: it is due, and nobody has begun it. As pg-boss's own fetch has it, and the index that serves it. */
export const IS_DUE = "state < 'active' AND NOT blocked AND start_after <= now()";
const DAY_SECONDS = 86_400;
/** A job that no process has said to be at for this long is given to another one. pg-boss takes no less. */
const HEARTBEAT_SECONDS = 10;
/** How often it must be said, so that one that comes late is no death. */
export const HEARTBEAT_EVERY_MS = (HEARTBEAT_SECONDS * 1_000) / 4;

/** A pg-boss over the given pool: it opens no connection of its own. */
export function createBoss({ sql, embedded, log }: { sql: Sql; embedded: boolean; log: Log }): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => sql.query(text, values) },
    schema: SCHEMA,
    backend: embedded ? "pglite" : "postgres",
    // How soon it is noticed that a job's process has died.
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    // What Lineman has no use for: schedules, flows, the registry of instances, traces.
    schedule: false,
    flowIntervalSeconds: 3_600,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", (error) => log.error({ err: error }, "the job queue reported an error"));
  boss.on("warning", ({ message, data }) => log.warn({ data }, message));
  return boss;
}

/** Makes the queue's tables, and one queue a job with its policy; safe on several replicas at once. */
export async function openQueues(boss: PgBoss): Promise<void> {
  await boss.start();
  for (const name of JOB_NAMES) {
    const options = queueOptions(name);
    // `short`: among the jobs that wait to be started, each singletonKey occurs once.
    await boss.createQueue(name, { policy: "short", ...options });
    // A queue of an earlier version takes over what has changed since.
    await boss.updateQueue(name, options);
  }
}

function queueOptions(name: JobName) {
  const { expireSeconds, retry } = JOBS[name];
  return {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: expireSeconds,
    retryLimit: retry.limit,
    retryBackoff: true,
    retryDelay: 1,
    retryDelayMax: retry.longestPauseSeconds,
    deleteAfterSeconds: DAY_SECONDS,
  };
}
