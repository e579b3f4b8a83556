import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordCorrupted } from "../support/new-number.ts";
import { type OpenStore, openPostgres, openStore } from "../support/open-store.ts";

const ME = "U000ONCALL";
const MINE = JSON.stringify({ kind: "slack_user", id: ME });

let store: OpenStore;
beforeAll(async () => {
  store = await openStore(openPostgres);
});
afterAll(() => store.close());

describe("an open incident that a storm stands for", () => {
  it("has the storm's claim, snooze and message, until it gets a message of its own", async () => {
    const { incident } = await recordCorrupted(store.database);
    const { rows } = await store.pool.query(
      `INSERT INTO storms (cause, account, opened_at, claimed_by, alert_channel, alert_ts)
       VALUES ('credentials', 'AC1', now(), '${MINE}', 'C1', '1.5') RETURNING id`,
    );
    const join = (own: boolean) =>
      store.pool.query("UPDATE incidents SET storm_id = $1, own_message = $2 WHERE id = $3", [
        rows[0].id,
        own,
        incident.id,
      ]);
    const { overview } = store.database;
    const now = new Date();
    const listed = async () => (await overview.listOpen(ME, now, "open", { offset: 0, limit: 10 }))[0];

    await join(false);
    expect(await listed()).toMatchObject({
      urgency: "mine",
      inStorm: true,
      message: { channel: "C1", ts: "1.5" },
      incident: { claimedBy: { kind: "slack_user", id: ME } },
    });
    expect(await overview.countOpen(ME, now)).toMatchObject({ open: 1, mine: 1, unclaimed: 0 });
    await store.pool.query(
      "UPDATE storms SET claimed_by = NULL, snoozed_until = now() + interval '1 h' WHERE id = $1",
      [rows[0].id],
    );
    expect(await listed()).toMatchObject({
      urgency: "snoozed",
      incident: { snoozedUntil: expect.any(Date), claimedBy: null },
    });
    await join(true);
    expect(await listed()).toMatchObject({
      urgency: "unclaimed",
      inStorm: false,
      message: null,
      incident: { snoozedUntil: null },
    });
  });
});
