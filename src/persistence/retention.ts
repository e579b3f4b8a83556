import type { Retention } from "../operations/ports/retention.ts";
import type { Queries } from "./prisma-client.ts";

/** Statements of their own, by indexes; rows that another process is throwing away are left to it. */
export function createRetention(queries: Queries): Retention {
  return {
    async forget({ expired, turns, homeViews, stormTasks, teardowns }, limit) {
      const forgotten = [
        await queries.$executeRaw`
          DELETE FROM processed_requests WHERE key IN (
            SELECT key FROM processed_requests WHERE expires_at <= ${expired}::timestamptz
            ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM idempotency_keys WHERE (caller, key) IN (
            SELECT caller, key FROM idempotency_keys WHERE expires_at <= ${expired}::timestamptz
            ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM turns WHERE lane IN (
            SELECT lane FROM turns WHERE next_at < ${turns}::timestamptz LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM home_views WHERE user_id IN (
            SELECT user_id FROM home_views WHERE opened_at < ${homeViews}::timestamptz
            ORDER BY opened_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM storm_tasks WHERE (storm_id, incident_id) IN (
            SELECT task.storm_id, task.incident_id FROM storm_tasks task
            JOIN storms ON storms.id = task.storm_id WHERE storms.ended_at < ${stormTasks}::timestamptz
            LIMIT ${limit} FOR UPDATE OF task SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM teardown_steps WHERE id IN (
            SELECT step.id FROM teardown_steps step JOIN teardown_runs run ON run.id = step.run_id
            WHERE run.finished_at < ${teardowns}::timestamptz
            ORDER BY run.finished_at LIMIT ${limit} FOR UPDATE OF step SKIP LOCKED)`,
        await queries.$executeRaw`
          DELETE FROM teardown_runs WHERE id IN (
            SELECT id FROM teardown_runs run WHERE finished_at < ${teardowns}::timestamptz
              AND NOT EXISTS (SELECT FROM teardown_steps WHERE run_id = run.id)
            ORDER BY finished_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
      ];
      return forgotten.includes(limit);
    },
  };
}
