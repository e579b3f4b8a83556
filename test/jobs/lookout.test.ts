import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dueQueues } from "../../src/jobs/due-queues.ts";
import { startLookout } from "../../src/jobs/lookout.ts";
import {
  createGate,
  createTestQueue,
  createTrace,
  NEVER_POLLS,
  useJobQueues,
} from "../support/job-queues.ts";
import { MIGRATED_DATABASES } from "../support/open-store.ts";

describe("a lookout", () => {
  it("tells of every queue that holds something, at each look", async () => {
    const trace = createTrace<string>();
    const stop = startLookout<string>({
      everyMs: 1,
      look: async () => ["sync_alert", "verify_number"],
      found: trace.add,
      onError: () => {},
    });
    await trace.reached(4);
    await stop();
    expect(trace.entries.slice(0, 4)).toEqual(["sync_alert", "verify_number", "sync_alert", "verify_number"]);
  });

  it("reports an outage once, goes on looking, and reports the next one", async () => {
    const outcomes = ["fails", "fails", "fails", "works", "fails", "works"];
    const errors: unknown[] = [];
    const over = createGate();
    const stop = startLookout<string>({
      everyMs: 1,
      look: async () => {
        const outcome = outcomes.shift();
        if (outcome === undefined) over.open();
        if (outcome === "fails") throw new Error("the database is away");
        return [];
      },
      found: () => {},
      onError: (error) => void errors.push(error),
    });
    await over.opened;
    await stop();
    expect(errors).toHaveLength(2);
  });

  it("ends with the look that is under way, and does not look again", async () => {
    const [looking, gate] = [createGate(), createGate()];
    let looks = 0;
    const stop = startLookout<string>({
      everyMs: 1,
      look: async () => {
        looks += 1;
        looking.open();
        await gate.opened;
        return [];
      },
      found: () => {},
      onError: () => {},
    });
    await looking.opened;
    const stopped = stop();
    gate.open();
    await stopped;
    expect(looks).toBe(1);
  });
});

describe.each(MIGRATED_DATABASES)("the queues on $kind that hold something", (kind) => {
  const { pool, startQueue } = useJobQueues(kind);

  it("are those with a job that is due and that nobody has begun", async () => {
    const queue = createTestQueue(pool(), { embedded: kind.embedded, pollMs: NEVER_POLLS });
    await queue.open();
    const names = ["sync_alert", "tear_down_number", "publish_homes"] as const;
    expect(await dueQueues(pool(), names)).toEqual([]);
    await queue.enqueue({ name: "sync_alert", incidentId: 1 }, null);
    await queue.enqueue({ name: "sync_alert", incidentId: 2 }, null);
    await queue.enqueue({ name: "tear_down_number", runId: randomUUID(), startAfterMs: 3_600_000 }, null);
    expect(await dueQueues(pool(), names)).toEqual(["sync_alert"]);
    expect(await dueQueues(pool(), ["publish_homes"])).toEqual([]);
    await queue.stop(0);

    const [started, gate] = [createGate(), createGate()];
    const trace = createTrace<number>();
    await startQueue({
      sync_alert: async ({ incidentId }) => {
        trace.add(incidentId);
        if (trace.entries.length === 2) started.open();
        await gate.opened;
        return { done: true };
      },
    });
    await started.opened;
    expect(await dueQueues(pool(), names)).toEqual([]);
    gate.open();
  });
});
