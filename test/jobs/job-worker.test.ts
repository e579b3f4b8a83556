import { describe, expect, it } from "vitest";
import { startJobWorker } from "../../src/jobs/job-worker.ts";
import { createGate, createTrace } from "../support/job-queues.ts";

describe("a job worker", () => {
  it("looks again at a wake-up that came while it was looking", async () => {
    const queue: string[] = [];
    const [looking, gate] = [createGate(), createGate()];
    const trace = createTrace<string>();
    const worker = startJobWorker<string>({
      concurrency: 2,
      fetch: async (limit) => {
        // Reads first and answers late, as a database does.
        const jobs = queue.splice(0, limit);
        looking.open();
        await gate.opened;
        return jobs;
      },
      run: async (job) => trace.add(job),
      onFetchError: () => {},
    });
    await looking.opened;
    queue.push("came late");
    worker.wake();
    gate.open();
    await trace.reached(1);
    await worker.stop();
    expect(trace.entries).toEqual(["came late"]);
  });

  it("takes up a wake-up that came while it had its hands full", async () => {
    const queue = ["first"];
    const [started, gate] = [createGate(), createGate()];
    const trace = createTrace<string>();
    const worker = startJobWorker<string>({
      concurrency: 1,
      fetch: async (limit) => queue.splice(0, limit),
      run: async (job) => {
        trace.add(job);
        started.open();
        await gate.opened;
      },
      onFetchError: () => {},
    });
    await started.opened;
    queue.push("second");
    worker.wake();
    expect(worker.running()).toEqual(["first"]);
    gate.open();
    await trace.reached(2);
    await worker.stop();
    expect(trace.entries).toEqual(["first", "second"]);
  });

  it("reports an outage once, looks again when it is woken, and reports the next one", async () => {
    const outcomes = ["fails", "fails", "fails", "works", "fails", "works"];
    const errors: unknown[] = [];
    const over = createGate();
    const worker = startJobWorker<string>({
      concurrency: 1,
      fetch: async () => {
        const outcome = outcomes.shift();
        if (outcome === undefined) over.open();
        setImmediate(() => worker.wake());
        if (outcome === "fails") throw new Error("the database is away");
        return [];
      },
      run: async () => {},
      onFetchError: (error) => void errors.push(error),
    });
    await over.opened;
    await worker.stop();
    expect(errors).toHaveLength(2);
  });

  it("runs what a fetch brings that was under way when it was stopped", async () => {
    const [looking, gate] = [createGate(), createGate()];
    const trace = createTrace<string>();
    const worker = startJobWorker<string>({
      concurrency: 1,
      fetch: async () => {
        looking.open();
        await gate.opened;
        return ["fetched"];
      },
      run: async (job) => {
        await new Promise(setImmediate);
        trace.add(job);
      },
      onFetchError: () => {},
    });
    await looking.opened;
    const stopped = worker.stop();
    gate.open();
    await stopped;
    expect(trace.entries).toEqual(["fetched"]);
  });
});
