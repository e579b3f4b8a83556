import { describe, expect, it } from "vitest";
import { oldestDueJob } from "../../src/jobs/oldest-due-job.ts";
import { rebaseJobs } from "../../src/jobs/rebase-jobs.ts";
import { createGate, createTrace, POLLS_OFTEN, useJobQueues } from "../support/job-queues.ts";
import { MIGRATED_DATABASES } from "../support/open-store.ts";

const DONE = { done: true } as const;

describe.each(MIGRATED_DATABASES)("a backlog on $kind", (kind) => {
  const { startQueue, databaseOver, pool } = useJobQueues(kind);

  it("of hundreds of slow looks keeps no alert and no teardown waiting, and is worked off in the end", async () => {
    const slow = createGate();
    const trace = createTrace<string>();
    let looks = 0;
    const queue = await startQueue(
      {
        verify_number: async () => {
          await slow.opened;
          looks += 1;
          return DONE;
        },
        sync_alert: async () => trace.done("alert"),
        tear_down_number: async () => trace.done("teardown"),
      },
      { pollMs: POLLS_OFTEN },
    );
    const database = databaseOver(queue);
    await database.transaction(async (tx) => {
      for (let numberId = 1; numberId <= 300; numberId += 1)
        await tx.enqueue({ name: "verify_number", numberId });
    });
    await database.transaction(async (tx) => {
      await tx.enqueue({ name: "sync_alert", incidentId: 1 });
      await tx.enqueue({
        name: "tear_down_number",
        runId: "0b7c6f0e-3c1b-4f5e-9a53-6b3f2e6c7d11",
        startAfterMs: 0,
      });
    });
    await trace.reached(2);
    expect(looks).toBe(0);
    expect(await oldestDueJob(pool())).toMatchObject({ name: "verify_number" });
    slow.open();
    await expect.poll(() => looks, { timeout: 20_000 }).toBe(300);
    expect(await oldestDueJob(pool())).toBeNull();
  });

  it("that a server's clock, put back two hours, left in the future is due again", async () => {
    const trace = createTrace<number>();
    const queue = await startQueue(
      { verify_number: async ({ numberId }) => trace.done(numberId) },
      { pollMs: POLLS_OFTEN },
    );
    await queue.enqueue(
      { name: "scan_account", numberId: 1, askedAtMs: 1, startAfterMs: 600_000 } as never,
      null,
    );
    await pool().query(
      `INSERT INTO pgboss.job (name, data, created_on, start_after, policy)
       VALUES ('verify_number', '{"numberId":9}', now() + interval '2 h', now() + interval '2 h', 'short')`,
    );
    await rebaseJobs(pool());
    await trace.reached(1);
    expect(trace.entries).toEqual([9]);
  });
});
