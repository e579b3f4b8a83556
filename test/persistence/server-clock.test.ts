import { afterEach, describe, expect, it } from "vitest";
import { createServerClock, type ServerClock } from "../../src/persistence/server-clock.ts";
import { eventually } from "../support/eventually.ts";

let clock: ServerClock;
afterEach(() => clock.stop());

/** A server whose clock reads `serverMs`, where each question and each answer takes `wayMs` of a steady clock. */
function aServer(from: { serverMs: number; wayMs?: number }) {
  const world = { wayMs: 0, ...from, steadyMs: 1_000, looks: 0, fails: false };
  const pass = (ms: number) => {
    world.steadyMs += ms;
    world.serverMs += ms;
  };
  const query = async () => {
    world.looks += 1;
    if (world.fails) throw new Error("the connection broke");
    pass(world.wayMs);
    const rows = [{ ms: world.serverMs }];
    pass(world.wayMs);
    return { rows };
  };
  clock = createServerClock({ query } as unknown as Parameters<typeof createServerClock>[0], {
    steadyMs: () => world.steadyMs,
    lookEveryMs: 5,
  });
  return { world, pass };
}
const at = () => clock.now().getTime();

describe("the server's clock", () => {
  it("is this process's own until the server was asked", () => {
    aServer({ serverMs: 5_000_000 });
    const before = Date.now();
    expect(at()).toBeGreaterThanOrEqual(before);
    expect(at()).toBeLessThanOrEqual(Date.now());
  });

  it("is carried on by the clock that nobody can set", async () => {
    const { pass } = aServer({ serverMs: 5_000_000 });
    await clock.look();
    expect(at()).toBe(5_000_000);
    pass(7_250);
    expect(at()).toBe(5_007_250);
  });

  it("is taken to have been read half-way between question and answer", async () => {
    const { world, pass } = aServer({ serverMs: 5_000_000, wayMs: 40 });
    await clock.look();
    expect(at()).toBe(world.serverMs);
    pass(10);
    expect(at()).toBe(world.serverMs);
  });

  it("is kept where a look does not say that it is wrong, and set right where it does", async () => {
    const { world } = aServer({ serverMs: 5_000_000 });
    await clock.look();
    world.serverMs += 30;
    world.wayMs = 40;
    await clock.look();
    expect(world.serverMs - at()).toBe(30);
    world.serverMs -= 3_600_000;
    await clock.look();
    expect(world.serverMs - at()).toBe(0);
  });

  it("is looked at again and again, and goes on where that fails", async () => {
    const { world, pass } = aServer({ serverMs: 5_000_000 });
    await clock.look();
    world.fails = true;
    const { looks } = world;
    await eventually(
      () => world.looks,
      (now) => now > looks + 1,
    );
    pass(1_000);
    expect(at()).toBe(5_001_000);
    world.fails = false;
    world.serverMs += 60_000;
    await eventually(at, (now) => now === 5_061_000);
  });

  it("says by a look that fails what failed", async () => {
    const { world } = aServer({ serverMs: 5_000_000 });
    world.fails = true;
    await expect(clock.look()).rejects.toThrow("the connection broke");
  });
});
