import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReadFigures } from "../src/read-figures.ts";
import { createTestQueue, NEVER_POLLS } from "./support/job-queues.ts";
import { record } from "./support/new-number.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "./support/open-store.ts";

describe.each(MIGRATED_DATABASES)("figures on $kind", ({ open, embedded }) => {
  let store: OpenStore;
  beforeEach(async () => {
    store = await openStore(open);
  });
  afterEach(() => store.close());

  it("count numbers, incidents, messages that are behind and jobs that are due", async () => {
    const queue = createTestQueue(store.pool, { embedded, pollMs: NEVER_POLLS });
    await queue.open();
    const clock = { now: () => new Date(), sleep: async () => {} };
    const read = createReadFigures({ pool: store.pool, database: store.database, clock });
    expect(await read()).toEqual({
      numbers: { active: 0, deleting: 0, corrupted: 0 },
      incidents: { claimed: 0, unclaimed: 0, oldestOpenedAt: null },
      messagesBehind: { alerts: 0, storms: 0 },
      dueJobs: [],
    });
    for (const phoneNumber of ["+14155550001", "+14155550002", "+14155550003"])
      await record(store.database, { phoneNumber });
    await store.pool.query(
      "update phone_numbers set status = 'corrupted' where phone_number <> '+14155550003'",
    );
    await store.pool.query(`update incidents set claimed_by = '{"kind":"slack_user","id":"U1"}'
      where phone_number = '+14155550001'`);
    await queue.enqueue({ name: "sync_alert", incidentId: 1 }, null);
    await queue.enqueue({ name: "sync_alert", incidentId: 2 }, null);
    await queue.enqueue({ name: "publish_homes", startAfterMs: 3_600_000 }, null);
    const figures = await read();
    expect(figures).toMatchObject({
      numbers: { active: 1, deleting: 0, corrupted: 2 },
      incidents: { claimed: 1, unclaimed: 1 },
      messagesBehind: { alerts: 2, storms: 0 },
      dueJobs: [{ name: "sync_alert", count: 2 }],
    });
    for (const since of [figures.incidents.oldestOpenedAt, figures.dueJobs[0]?.dueSince])
      expect(Math.abs(Date.now() - (since?.getTime() ?? 0))).toBeLessThan(60_000);
    await queue.stop(0);
  });
});
