import { describe, expect, it } from "vitest";
import { createGate, createTrace, POLLS_OFTEN, useJobQueues } from "../support/job-queues.ts";
import { MIGRATED_DATABASES } from "../support/open-store.ts";

const DONE = { done: true } as const;

describe.each(MIGRATED_DATABASES)("a job queue on $kind that is stopped", (kind) => {
  const { startQueue, databaseOver } = useJobQueues(kind);

  it("waits for a job that runs, and starts no other", async () => {
    const [started, gate] = [createGate(), createGate()];
    const trace = createTrace<string>();
    const handlers = {
      take_up_incidents: async () => {
        trace.add("started");
        started.open();
        await gate.opened;
        trace.add("finished");
        return DONE;
      },
    };
    const queue = await startQueue(handlers);
    const database = databaseOver(queue);
    await database.enqueue({ name: "take_up_incidents" });
    await started.opened;
    const stopped = queue.stop(60_000).then(() => trace.add("stopped"));
    await database.enqueue({ name: "take_up_incidents" });
    trace.add("asked for more");
    gate.open();
    await stopped;
    expect(trace.entries).toEqual(["started", "asked for more", "finished", "stopped"]);

    await startQueue(handlers);
    await trace.reached(6);
    expect(trace.entries.slice(4)).toEqual(["started", "finished"]);
  });

  it("takes no more jobs at rest, but still writes down what is enqueued", async () => {
    const trace = createTrace<number>();
    const handlers = { verify_number: async ({ numberId }: { numberId: number }) => trace.done(numberId) };
    const resting = await startQueue(handlers, { pollMs: POLLS_OFTEN });
    const database = databaseOver(resting);
    resting.rest();
    await database.enqueue({ name: "verify_number", numberId: 9 });
    await resting.stop(1_000);
    expect(trace.entries).toEqual([]);
    await startQueue(handlers, { pollMs: POLLS_OFTEN });
    await trace.reached(1);
    expect(trace.entries).toEqual([9]);
  });

  it("gives a job back that does not finish in time, and another process runs it", async () => {
    const [started, gate] = [createGate(), createGate()];
    const hanging = async () => {
      started.open();
      await gate.opened;
      return DONE;
    };
    const first = await startQueue({ verify_number: hanging });
    await databaseOver(first).enqueue({ name: "verify_number", numberId: 8 });
    await started.opened;
    await first.stop(1);
    const trace = createTrace<number>();
    await startQueue(
      { verify_number: async ({ numberId }) => trace.done(numberId) },
      { pollMs: POLLS_OFTEN },
    );
    await trace.reached(1);
    expect(trace.entries).toEqual([8]);
    gate.open();
  });
});
