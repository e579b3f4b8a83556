import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("take over a job whose process died in the middle, once it has expired", {
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
