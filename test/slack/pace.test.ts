import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/operations/ports/world.ts";
import { createPace } from "../../src/slack/pace.ts";
import { SlackCallFailed } from "../../src/slack/slack-failure.ts";
import { NOW } from "../support/factories.ts";
import { createMemoryTurns } from "../support/memory-turns.ts";
import { quickClock } from "./support/slack-harness.ts";

const aPace = (clock: Clock) => createPace(createMemoryTurns(clock), clock);

describe("the pace", () => {
  it("lets nobody ask again before Slack's Retry-After is over", async () => {
    const own = quickClock();
    const pace = aPace(own);
    await pace.heed("chat.update", 20_000);
    own.advance(19_000);
    expect(await pace.quietMs("chat.update")).toBe(1000);
    expect(await pace.quietMs("chat.delete")).toBe(0);
    own.advance(1000);
    expect(await pace.quietMs("chat.update")).toBe(0);
  });

  it("stops a post that waits for its turn when Slack asks to wait", async () => {
    const own = quickClock();
    const turns = createMemoryTurns(own);
    const asked = createPace(turns, own);
    const waiting = createPace(turns, {
      sleep: async (ms) => {
        await asked.heed("C1", 20_000);
        await own.sleep(ms);
      },
    });
    await asked.turn("C1");
    expect(await waiting.turn("C1").catch((error: unknown) => error)).toMatchObject({
      reason: { kind: "rate_limited", retryAfterMs: 19_000 },
    });
    await asked.turn("C2");
  });

  it("keeps nobody from Slack where the database does not say", async () => {
    const turns = createMemoryTurns(quickClock());
    const mute = createPace({ ...turns, waitMs: () => new Promise(() => {}) }, quickClock());
    const broken = createPace(
      { ...turns, waitMs: () => Promise.reject(new Error("no database")) },
      quickClock(),
    );
    expect(await mute.quietMs("views.open")).toBe(0);
    expect(await broken.quietMs("views.open")).toBe(0);
  });

  it("is one message a second in a channel, by the time at which each is sent", async () => {
    const own = quickClock();
    const pace = aPace(own);
    for (let turn = 0; turn < 4; turn += 1) await pace.turn("C1");
    expect(own.slept).toEqual([1000, 1000, 1000]);
    await pace.turn("C2");
    expect(own.slept).toHaveLength(3);
    // One that oversleeps moves those behind it: they are never sent together.
    own.advance(1000);
    await pace.turn("C1");
    await pace.turn("C1");
    expect(own.slept).toEqual([1000, 1000, 1000, 1000]);
  });

  it("sends away who has waited for five seconds", async () => {
    const slept: number[] = [];
    const turns = createMemoryTurns({ now: () => NOW });
    const others = createPace(turns, { sleep: async () => {} });
    await others.turn("C1");
    const unlucky = createPace(turns, { sleep: async (ms) => void slept.push(ms) });
    const refused = await unlucky.turn("C1").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SlackCallFailed);
    expect(refused).toMatchObject({ reason: { kind: "rate_limited", retryAfterMs: 1000 } });
    expect(slept).toEqual([1000, 1000, 1000, 1000, 1000]);
  });
});
