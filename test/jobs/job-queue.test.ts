import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createErrorLog, createGate, createTrace, POLLS_OFTEN, useJobQueues } from "../support/job-queues.ts";
import { MIGRATED_DATABASES } from "../support/open-store.ts";

const DONE = { done: true } as const;

describe.each(MIGRATED_DATABASES)("the job queue on $kind", (kind) => {
  const { startQueue, databaseOver, pool } = useJobQueues(kind);

  it("starts a job as soon as its transaction has committed, without waiting for a poll", async () => {
    const trace = createTrace<string>();
    const queue = await startQueue({
      sync_alert: async ({ incidentId }) => trace.done(`ran ${incidentId}`),
    });
    await databaseOver(queue).transaction(async (tx) => {
      await tx.enqueue({ name: "sync_alert", incidentId: 7 });
      trace.add("committing");
    });
    await trace.reached(2);
    expect(trace.entries).toEqual(["committing", "ran 7"]);
  });

  it("has no job of a transaction that was rolled back", async () => {
    const trace = createTrace<number>();
    const queue = await startQueue({ verify_number: async ({ numberId }) => trace.done(numberId) });
    const database = databaseOver(queue);
    const rolledBack = database.transaction(async (tx) => {
      await tx.enqueue({ name: "verify_number", numberId: 1 });
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    await database.enqueue({ name: "verify_number", numberId: 2 });
    await trace.reached(1);
    expect(trace.entries).toEqual([2]);
  });

  it("works through a backlog at one wake-up, never on more at a time than the job allows", async () => {
    const trace = createTrace<string>();
    let atOnce = 0;
    let most = 0;
    const queue = await startQueue({
      tear_down_number: async ({ runId }) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise(setImmediate);
        atOnce -= 1;
        trace.add(runId);
        return DONE;
      },
    });
    const runIds = Array.from({ length: 40 }, () => randomUUID());
    for (const runId of runIds)
      await queue.enqueue({ name: "tear_down_number", runId, startAfterMs: 0 }, null);
    queue.wake(["tear_down_number"]);
    await trace.reached(40);
    expect(trace.entries.toSorted()).toEqual(runIds.toSorted());
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });

  it("finds what nobody announced by looking now and then", async () => {
    const trace = createTrace<number>();
    const queue = await startQueue(
      { verify_number: async ({ numberId }) => trace.done(numberId) },
      { pollMs: POLLS_OFTEN },
    );
    await queue.enqueue({ name: "verify_number", numberId: 5 }, null);
    await trace.reached(1);
  });

  it("starts no job before its time", async () => {
    const trace = createTrace<string>();
    const queue = await startQueue(
      { tear_down_number: async ({ runId }) => trace.done(runId) },
      { pollMs: POLLS_OFTEN },
    );
    const [later, now] = [randomUUID(), randomUUID()];
    await queue.enqueue({ name: "tear_down_number", runId: later, startAfterMs: 1_000 }, null);
    await queue.enqueue({ name: "tear_down_number", runId: now, startAfterMs: 0 }, null);
    await trace.reached(2);
    expect(trace.entries).toEqual([now, later]);
  });

  it("runs a job again that was not ready yet, which is no error", async () => {
    const trace = createTrace<number>();
    const log = createErrorLog();
    const queue = await startQueue(
      {
        sync_alert: async ({ incidentId }) => {
          trace.add(incidentId);
          return trace.entries.length < 3 ? { retryAfterMs: 10, why: "Slack asks to wait" } : DONE;
        },
      },
      { pollMs: POLLS_OFTEN, log },
    );
    await databaseOver(queue).enqueue({ name: "sync_alert", incidentId: 9 });
    await trace.reached(3);
    await queue.stop(5_000);
    expect(trace.entries).toEqual([9, 9, 9]);
    expect(log.errors).toEqual([]);
    const { rows } = await pool().query(
      "SELECT state, count(*)::int AS count FROM pgboss.job GROUP BY state",
    );
    expect(rows).toEqual([{ state: "completed", count: 3 }]);
  });

  it("runs a job again whose handler threw, after a pause, and logs it once", async () => {
    const trace = createTrace<number>();
    const log = createErrorLog();
    const failure = new Error("out of order");
    const queue = await startQueue(
      {
        verify_number: async ({ numberId }) => {
          trace.add(numberId);
          if (trace.entries.length === 1) throw failure;
          return DONE;
        },
      },
      { pollMs: POLLS_OFTEN, log },
    );
    await databaseOver(queue).enqueue({ name: "verify_number", numberId: 3 });
    await trace.reached(2);
    await queue.stop(5_000);
    expect(log.errors).toEqual([
      {
        message: "a job failed",
        fields: { err: failure, job: "verify_number", payload: { numberId: 3 }, attempt: 1 },
      },
    ]);
  });

  it("does not hand a payload on that no handler would understand", async () => {
    const log = createErrorLog();
    const trace = createTrace<unknown>();
    const queue = await startQueue({ verify_number: async (payload) => trace.done(payload) }, { log });
    await databaseOver(queue).enqueue({ name: "verify_number", numberId: "42" as unknown as number });
    await databaseOver(queue).enqueue({ name: "verify_number", numberId: 43 });
    await trace.reached(1);
    await queue.stop(5_000);
    expect(trace.entries).toEqual([{ numberId: 43 }]);
    expect(log.errors).toMatchObject([{ message: "a job failed", fields: { payload: { numberId: "42" } } }]);
  });

  it("lets one waiting job stand for the repeats that come outside of transactions, and keeps those from inside", async () => {
    const trace = createTrace<string>();
    const queue = await startQueue({ sync_alert: async () => trace.done("sync_alert") });
    const database = databaseOver(queue);
    const repeat = { name: "sync_alert", incidentId: 1 } as const;
    await queue.enqueue(repeat, null);
    await queue.enqueue(repeat, null);
    await database.transaction(async (tx) => {
      await tx.enqueue(repeat);
      await tx.enqueue(repeat);
    });
    await trace.reached(3);
    await queue.stop(5_000);
    expect(trace.entries).toHaveLength(3);
  });

  it("lets one later try stand for all jobs that were not ready with the same payload", async () => {
    const gate = createGate();
    const trace = createTrace<string>();
    const queue = await startQueue(
      {
        sync_alert: async () => {
          trace.add("tried");
          if (trace.entries.length > 3) return DONE;
          if (trace.entries.length === 3) gate.open();
          // All three are under way before the first one asks for a later try.
          await gate.opened;
          return { retryAfterMs: 300, why: "busy" };
        },
      },
      { pollMs: POLLS_OFTEN },
    );
    await databaseOver(queue).transaction(async (tx) => {
      for (let i = 0; i < 3; i += 1) await tx.enqueue({ name: "sync_alert", incidentId: 1 });
    });
    await trace.reached(4);
    await queue.stop(5_000);
    expect(trace.entries).toHaveLength(4);
    const { rows } = await pool().query("SELECT DISTINCT state FROM pgboss.job");
    expect(rows).toEqual([{ state: "completed" }]);
  });
});
