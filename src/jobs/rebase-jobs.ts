import { SCHEMA, type Sql } from "./boss.ts";

/**
 * Moves jobs to the server's clock where that was put back: one that was enqueued, or begun, in the future would wait until
 * the clock is there again. What it was to wait for then, it waits for from now on.
 */
export async function rebaseJobs(sql: Sql): Promise<void> {
  await sql.query(
    `UPDATE ${SCHEMA}.job
     SET start_after = now() + (start_after - created_on), created_on = now(),
       started_on = least(started_on, now()), heartbeat_on = least(heartbeat_on, now())
     WHERE state <= 'active' AND created_on > now() + interval '1 minute'`,
  );
}
