import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Runnable, runUntilStopped } from "../src/run-until-stopped.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A process that only listens, an app whose start and stop can be told to fail or hang. */
function setUp(app: Partial<Runnable> = {}) {
  const process = new EventEmitter();
  const happened: string[] = [];
  const write = (_fields: unknown, message: string) => void happened.push(`log: ${message}`);
  const running = runUntilStopped(
    {
      start: async () => void happened.push("started"),
      stop: async () => void happened.push("stopped"),
      ...app,
    },
    {
      process,
      exit: (code) => void happened.push(`exit ${code}`),
      log: { info: write, warn: write, error: write },
    },
  );
  return { process, happened, running };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const STOPPING = "log: stopping; a second signal ends the process at once";
const hang = () => new Promise<never>(() => {});

describe("runUntilStopped", () => {
  it("keeps running until a signal comes, then stops and ends well", async () => {
    const { process, happened, running } = setUp();
    await running;
    expect(happened).toEqual(["started"]);
    process.emit("SIGTERM");
    await settle();
    expect(happened).toEqual(["started", STOPPING, "stopped", "exit 0"]);
  });

  it("ends at once at the second signal", async () => {
    const { process, happened, running } = setUp({ stop: hang });
    await running;
    process.emit("SIGTERM");
    process.emit("SIGINT");
    expect(happened).toEqual(["started", STOPPING, "exit 130"]);
  });

  it("ends after 25 seconds when stopping hangs", async () => {
    const { process, happened, running } = setUp({ stop: hang });
    await running;
    process.emit("SIGINT");
    await vi.advanceTimersByTimeAsync(24_999);
    expect(happened).toEqual(["started", STOPPING]);
    await vi.advanceTimersByTimeAsync(1);
    expect(happened.slice(2)).toEqual(["log: not stopped after 25 s: ending all the same", "exit 1"]);
  });

  it("ends badly when stopping fails", async () => {
    const stop = () => Promise.reject(new Error("no"));
    const { process, happened, running } = setUp({ stop });
    await running;
    process.emit("SIGTERM");
    await settle();
    expect(happened).toEqual(["started", STOPPING, "log: stopping failed", "exit 1"]);
  });

  it("stops what was begun when it cannot start", async () => {
    const { happened, running } = setUp({ start: () => Promise.reject(new Error("no database")) });
    await running;
    expect(happened).toEqual(["log: could not start", "stopped", "exit 1"]);
  });

  it("can be stopped while it starts", async () => {
    const { process, happened } = setUp({ start: hang });
    process.emit("SIGTERM");
    await settle();
    expect(happened).toEqual([STOPPING, "stopped", "exit 0"]);
  });

  it.each(["uncaughtException", "unhandledRejection"])(
    "logs an %s once, stops and ends badly",
    async (event) => {
      const { process, happened, running } = setUp();
      await running;
      process.emit(event, new Error("a bug"));
      process.emit(event, new Error("its echo"));
      await settle();
      expect(happened).toEqual([
        "started",
        `log: stopping after an error that nobody caught (${event})`,
        "stopped",
        "exit 1",
      ]);
    },
  );
});
