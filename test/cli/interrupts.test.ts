import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createInterrupts } from "../../src/cli/interrupts.ts";

describe("Ctrl-C", () => {
  it("is answered while a work runs, and is the process's own before and after", async () => {
    const process = new EventEmitter();
    const during = createInterrupts(process);
    expect(process.listenerCount("SIGINT")).toBe(0);
    let presses = 0;
    const work = new Promise<string>((resolve) => setImmediate(() => resolve("done")));
    const running = during(
      () => work,
      () => {
        presses += 1;
      },
    );
    process.emit("SIGINT");
    process.emit("SIGINT");
    expect(await running).toBe("done");
    expect(presses).toBe(2);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  it("ends the wait for a work, of which nothing is heard any more, not even that it failed", async () => {
    const process = new EventEmitter();
    let fail = (_: Error) => {};
    const work = new Promise<void>((_, reject) => {
      fail = reject;
    });
    const running = createInterrupts(process)(
      () => work,
      (stop) => stop(new Error("stopped")),
    );
    process.emit("SIGINT");
    await expect(running).rejects.toThrow("stopped");
    fail(new Error("the pool is closed"));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("is answered by the innermost work alone", async () => {
    const process = new EventEmitter();
    const during = createInterrupts(process);
    const outer: string[] = [];
    const inside = async () => {
      const inner = during(
        () => new Promise(() => {}),
        (stop) => stop(new Error("the inner one")),
      );
      process.emit("SIGINT");
      await inner;
    };
    await expect(during(inside, () => outer.push("asked"))).rejects.toThrow("the inner one");
    expect(outer).toEqual([]);
  });
});
