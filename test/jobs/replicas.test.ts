import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/persistence/open-database.ts";
import {
  createGate,
  createTestQueue,
  createTrace,
  handlersWith,
  NEVER_POLLS,
  POLLS_OFTEN,
} from "../support/job-queues.ts";
import { type MigratedDatabase, openPostgres } from "../support/open-store.ts";

const DONE = { done: true } as const;
const OPTIONS = { embedded: false, pollMs: POLLS_OFTEN };

describe("two replicas on one queue", () => {
  let first: MigratedDatabase;
  let second: { pool: MigratedDatabase["pool"]; close(): Promise<void> };
  beforeAll(async () => {
    first = await openPostgres();
    second = await openDatabase({ databaseUrl: first.url!, dataDir: "" });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  it("make the queue's tables at the same time, and run each job once", async () => {
    const trace = createTrace<string>();
    const seenBy = { first: 0, second: 0 };
    const queues = [createTestQueue(first.pool, OPTIONS), createTestQueue(second.pool, OPTIONS)] as const;
    const handlers = (replica: "first" | "second") =>
      handlersWith({
        tear_down_number: async ({ runId }) => {
          seenBy[replica] += 1;
          await new Promise(setImmediate);
          trace.add(runId);
          return DONE;
        },
      });
    await Promise.all([queues[0].start(handlers("first")), queues[1].start(handlers("second"))]);
    const runIds = Array.from({ length: 100 }, () => randomUUID());
    await Promise.all(
      runIds.map((runId) => queues[0].enqueue({ name: "tear_down_number", runId, startAfterMs: 0 }, null)),
    );
    await trace.reached(100);
    for (const queue of queues) await queue.stop(5_000);
    expect(trace.entries.toSorted()).toEqual(runIds.toSorted());
    expect(Math.min(seenBy.first, seenBy.second)).toBeGreaterThan(0);
  });

  it("take over a job whose process died in the middle, long before it expires", {
    timeout: 60_000,
  }, async () => {
    const survivor = createTestQueue(second.pool, OPTIONS);
    await survivor.open();
    const runId = randomUUID();
    await survivor.enqueue({ name: "tear_down_number", runId, startAfterMs: 0 }, null);
    // What a process leaves behind that took it, and was killed.
    await second.pool.query(
      "UPDATE pgboss.job SET state = 'active', started_on = now(), heartbeat_on = now() - interval '11 s' WHERE state = 'created'",
    );
    const trace = createTrace<string>();
    await survivor.start(handlersWith({ tear_down_number: async (payload) => trace.done(payload.runId) }));
    await trace.reached(1);
    expect(trace.entries).toEqual([runId]);
    await survivor.stop(5_000);
  });

  it("leave a job to the process that still says to be at it", async () => {
    const [started, gate] = [createGate(), createGate()];
    const busy = createTestQueue(first.pool, OPTIONS);
    await busy.start(
      handlersWith({
        tear_down_number: async () => {
          started.open();
          await gate.opened;
          return DONE;
        },
      }),
    );
    await busy.enqueue({ name: "tear_down_number", runId: randomUUID(), startAfterMs: 0 }, null);
    await started.opened;
    // As if it had said nothing for nearly as long as it may.
    await second.pool.query(
      "UPDATE pgboss.job SET heartbeat_on = now() - interval '5 s' WHERE state = 'active'",
    );
    await vi.waitFor(
      async () => {
        const { rows } = await second.pool.query(
          "SELECT heartbeat_on > now() - interval '4 s' AS told FROM pgboss.job WHERE state = 'active'",
        );
        expect(rows).toEqual([{ told: true }]);
      },
      { timeout: 10_000, interval: 100 },
    );
    gate.open();
    await busy.stop(5_000);
  });

  it("take over a job that hangs in its process, once it has expired", {
    timeout: 60_000,
  }, async () => {
    const [started, gate] = [createGate(), createGate()];
    // Looks once, when it is woken; then it is as good as dead.
    const dead = createTestQueue(first.pool, { ...OPTIONS, pollMs: NEVER_POLLS });
    const hanging = async () => {
      started.open();
      await gate.opened;
      return DONE;
    };
    await dead.start(handlersWith({ tear_down_number: hanging }));
    const runId = randomUUID();
    await dead.enqueue({ name: "tear_down_number", runId, startAfterMs: 0 }, null);
    dead.wake(["tear_down_number"]);
    await started.opened;

    const trace = createTrace<string>();
    const survivor = createTestQueue(second.pool, OPTIONS);
    await survivor.start(handlersWith({ tear_down_number: async (payload) => trace.done(payload.runId) }));
    // As if it had been started longer ago than it may last.
    await second.pool.query(
      "UPDATE pgboss.job SET started_on = started_on - interval '1 hour' WHERE state = 'active'",
    );
    await trace.reached(1);
    expect(trace.entries).toEqual([runId]);
    gate.open();
    await dead.stop(5_000);
    await survivor.stop(5_000);
  });
});
