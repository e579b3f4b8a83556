import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";

const PACE = { intervalMs: 1000, longestWaitMs: 5000 };

describe.each(MIGRATED_DATABASES)("turns on $kind", ({ open }) => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore(open);
  });
  afterAll(() => store.close());
  const turns = () => store.database.turns;

  it("come one after the other, however many ask at once, and end where the wait would be too long", async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, () => turns().take("C1", PACE)));
    const waits = asked.filter(({ taken }) => taken).map(({ waitMs }) => waitMs);
    const slots = waits.map((waitMs) => Math.round(waitMs / 1000)).sort((a, b) => a - b);
    expect(slots).toEqual([0, 1, 2, 3, 4, 5]);
    const refused = asked.filter(({ taken }) => !taken);
    expect(refused).toHaveLength(6);
    for (const { waitMs } of refused) expect(waitMs).toBeGreaterThan(5000);
    expect((await turns().take("C2", PACE)).waitMs).toBeLessThanOrEqual(1);
  });

  it("stop for a pause, and a shorter one does not cut it", async () => {
    await turns().pause("chat.update", 60_000);
    await turns().pause("chat.update", 1);
    const { taken, waitMs } = await turns().take("chat.update", { intervalMs: 0, longestWaitMs: 0 });
    expect(taken).toBe(false);
    for (const left of [waitMs, await turns().waitMs("chat.update")]) {
      expect(left).toBeGreaterThan(50_000);
      expect(left).toBeLessThanOrEqual(60_000);
    }
    expect(await turns().waitMs("chat.delete")).toBe(0);
  });

  it("are not silenced by a server's clock that was put back two hours", async () => {
    await turns().take("C3", PACE);
    await turns().pause("C4", 3_000);
    await store.pool.query(
      "UPDATE turns SET next_at = next_at + interval '2 h', set_at = set_at + interval '2 h' WHERE lane IN ('C3', 'C4')",
    );
    for (const lane of ["C3", "C4"]) {
      const { waitMs } = await turns().take(lane, PACE);
      // The columns hold whole milliseconds, rounded.
      expect(waitMs).toBeLessThanOrEqual(3_001);
      expect((await turns().take(lane, PACE)).taken).toBe(true);
    }
  });

  it("cost nothing where there is no interval and no pause", async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const { taken, waitMs } = await turns().take("chat.delete", { intervalMs: 0, longestWaitMs: 0 });
      expect(taken).toBe(true);
      // The column holds whole milliseconds, rounded.
      expect(waitMs).toBeLessThanOrEqual(1);
    }
  });
});
