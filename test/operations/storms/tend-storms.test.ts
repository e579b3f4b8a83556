import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AlertDelayed } from "../../../src/operations/ports/alerts.ts";
import { createStormHarness, type StormHarness } from "./storm-harness.ts";

let harness: StormHarness;
beforeAll(async () => {
  harness = await createStormHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

const PERSON = { kind: "slack_user", id: "U000ONCALL" } as const;
const OTHER = { kind: "slack_user", id: "U00SECONDO" } as const;
const MINUTE_MS = 60_000;

async function aStorm(amount = 6, cause = "credentials") {
  const { ids, account } = await harness.activeNumbers(amount);
  await harness.corruptAll(ids, cause);
  await harness.bot.takeUpIncidents();
  const storm = await harness.openStorm(account);
  await harness.bot.syncStorm(storm.id);
  await harness.bot.workOnStorm(storm.id);
  return { ids, storm, account };
}

const message = async (stormId: number) => {
  harness.clock.advance(5_000);
  await harness.bot.syncStorm(stormId);
  return harness.alerts.storms.of(stormId);
};
const sweepAfter = async (minutes: number) => {
  harness.clock.advance(minutes * MINUTE_MS);
  await harness.bot.takeUpIncidents();
};

describe("the message of a storm", () => {
  it("is posted once by many workers at once, and mentions those on call", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const { id } = await harness.openStorm(account);
    await Promise.all(Array.from({ length: 8 }, () => harness.bot.syncStorm(id)));
    expect(harness.alerts.storms.of(id).posted.mentions).toBe(true);
  });

  it("is not posted twice when the answer to its post was lost", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const { id } = await harness.openStorm(account);
    harness.alerts.storms.failPost = {
      error: new AlertDelayed("Slack did not answer", 1_000),
      applied: true,
    };
    expect(await harness.bot.syncStorm(id)).toEqual({ done: false, retryAfterMs: 1_000 });
    expect(await harness.bot.syncStorm(id)).toEqual({ done: true });
    expect(harness.alerts.storms.messages.size).toBe(1);
  });

  it("is replaced once when a person deleted it", async () => {
    const { storm } = await aStorm();
    harness.alerts.storms.messages.clear();
    await harness.database.storms.change(storm.id, {});
    await message(storm.id);
    expect(harness.alerts.storms.messages.size).toBe(1);
    const events = await harness.database.readAudit(1, 100_000);
    expect(events.at(-1)).toMatchObject({ action: "alert_replaced", data: { storm: storm.id } });
  });

  it("is drawn at most every three seconds, however fast things change", async () => {
    const { storm } = await aStorm();
    await message(storm.id);
    await harness.database.storms.change(storm.id, {});
    const verdict = await harness.bot.syncStorm(storm.id);
    expect(verdict).toMatchObject({ done: false });
    expect(verdict.done === false && verdict.retryAfterMs > 0 && verdict.retryAfterMs <= 3_000).toBe(true);
    harness.clock.advance(3_000);
    expect(await harness.bot.syncStorm(storm.id)).toEqual({ done: true });
  });

  it("rests also where things changed while it was drawn", async () => {
    const { storm } = await aStorm();
    await message(storm.id);
    await harness.database.storms.change(storm.id, {});
    harness.clock.advance(5_000);
    const draw = harness.alerts.storms.update;
    const drawn = vi.spyOn(harness.alerts.storms, "update").mockImplementationOnce(async (...drawing) => {
      await harness.database.storms.change(storm.id, {});
      return draw(...drawing);
    });
    const verdict = await harness.bot.syncStorm(storm.id);
    expect({ verdict, draws: drawn.mock.calls.length }).toEqual({
      verdict: { done: false, retryAfterMs: 3_000 },
      draws: 1,
    });
    drawn.mockRestore();
    harness.clock.advance(3_000);
    expect(await harness.bot.syncStorm(storm.id)).toEqual({ done: true });
  });

  it("is found by the sweep where its wake-up was lost", async () => {
    const { storm } = await aStorm();
    await harness.database.storms.change(storm.id, {});
    harness.jobs.length = 0;
    await harness.bot.takeUpIncidents();
    expect(harness.jobs).toContainEqual({ name: "sync_storm", stormId: storm.id });
  });
});

describe("claims and snoozes of a storm", () => {
  it("one person has it, the others are told who, and Release gives it back", async () => {
    const { storm } = await aStorm();
    const results = await Promise.all(
      [PERSON, OTHER, PERSON].map((who) => harness.bot.claimStorm(storm.id, who)),
    );
    expect(results.filter(({ result }) => result === "claimed")).toHaveLength(1);
    expect((await message(storm.id)).facts.storm.claimedBy).not.toBeNull();
    expect(await harness.bot.releaseStorm(storm.id, OTHER)).toMatchObject({ result: "released" });
    expect(await harness.bot.releaseStorm(storm.id, OTHER)).toMatchObject({ result: "not_claimed" });
  });

  it("are drawn without the snooze when it is over", async () => {
    const { storm } = await aStorm();
    const until = new Date(harness.clock.now().getTime() + 30 * MINUTE_MS);
    expect(await harness.bot.snoozeStorm(storm.id, until, PERSON)).toMatchObject({ result: "snoozed" });
    await sweepAfter(31);
    expect((await message(storm.id)).facts.storm.snoozedUntil).toBeNull();
    expect(await harness.bot.wakeStorm(storm.id, PERSON)).toMatchObject({ result: "not_snoozed" });
  });

  it("after its end nothing is changed", async () => {
    const { ids, storm } = await aStorm();
    await harness.sql(`UPDATE phone_numbers SET status = 'active' WHERE id IN (${ids.join(",")})`);
    await sweepAfter(0);
    await sweepAfter(0);
    for (const result of [
      await harness.bot.claimStorm(storm.id, PERSON),
      await harness.bot.startStormWork(storm.id, "retry", PERSON),
      await harness.bot.wakeStorm(storm.id, PERSON),
    ])
      expect(result).toMatchObject({ result: "over", storm: { id: storm.id } });
  });
});

describe("reminders of a storm", () => {
  it("unclaimed for 15 minutes: once for the storm, never for its members", async () => {
    const { storm } = await aStorm();
    await sweepAfter(14);
    expect((await message(storm.id)).replies).toEqual([]);
    await sweepAfter(2);
    await sweepAfter(30);
    expect((await message(storm.id)).replies).toMatchObject([{ mention: "on_call" }]);
    const notes =
      await harness.sql(`SELECT 1 FROM incident_notes note JOIN incidents ON incidents.id = incident_id
      WHERE storm_id = ${storm.id}`);
    expect(notes.rows).toEqual([]);
  });

  it("claimed and idle for four hours: the claimer", async () => {
    const { storm } = await aStorm();
    await harness.bot.claimStorm(storm.id, PERSON);
    await sweepAfter(241);
    await sweepAfter(10);
    const { replies } = await message(storm.id);
    expect(replies.filter(({ mention }) => mention === "claimer")).toHaveLength(1);
  });

  it("quiet while it is snoozed", async () => {
    const { storm } = await aStorm();
    await harness.bot.snoozeStorm(
      storm.id,
      new Date(harness.clock.now().getTime() + 120 * MINUTE_MS),
      PERSON,
    );
    await sweepAfter(60);
    expect((await message(storm.id)).replies.filter(({ mention }) => mention !== null)).toEqual([]);
  });
});

describe("automatic tries of members", () => {
  /** A storm of Lineman's own failed clean-ups, each with a first try due. */
  async function aPassingStorm(failing = {}) {
    const { account } = await harness.activeNumbers(1);
    const ids: number[] = [];
    for (let index = 0; index < 6; index += 1)
      ids.push((await harness.importedNumber({ twilioAccountSid: account })).number.id);
    await harness.corruptAll(ids, "unavailable");
    await harness.sql(`UPDATE incidents SET next_retry_at = now() - interval '1 second'
      WHERE phone_number_id IN (${ids.join(",")})`);
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    harness.outside.failing = failing;
    await harness.bot.workOnStorm(storm.id);
    return { ids, storm };
  }
  const runsOf = async (ids: readonly number[]) =>
    (await harness.sql(`SELECT 1 FROM teardown_runs WHERE phone_number_id IN (${ids.join(",")})`)).rows
      .length;

  it("are made after one look for all of them has shown that it is worth it", async () => {
    const { ids, storm } = await aPassingStorm();
    await harness.bot.takeUpIncidents();
    expect(await runsOf(ids)).toBe(0);
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    // As many as one account lets through at once; the others follow as these end.
    expect(await runsOf(ids)).toBe(4);
    for (let round = 0; round < 20 && (await runsOf(ids)) < ids.length; round += 1) {
      for (const job of harness.jobs.splice(0))
        if (job.name === "tear_down_number") await harness.bot.resumeTeardown(job.runId);
      await harness.bot.workOnStorm(storm.id);
    }
    expect(await runsOf(ids)).toBe(6);
    for (const id of ids)
      expect(await harness.incidentOf(id)).toMatchObject({ retries: 1, nextRetryAt: null });
  });

  it("are put off for all where that look fails the same way", async () => {
    const { ids, storm } = await aPassingStorm({ sight: "unavailable" });
    await harness.bot.takeUpIncidents();
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    expect(await runsOf(ids)).toBe(0);
    for (const id of ids) {
      const { retries, nextRetryAt } = await harness.incidentOf(id);
      expect(retries).toBe(1);
      expect(nextRetryAt?.getTime()).toBeGreaterThan(harness.clock.now().getTime() + 4 * MINUTE_MS);
    }
  });

  it("wait while the storm is claimed", async () => {
    const { ids, storm } = await aPassingStorm();
    await harness.sql(`UPDATE storms SET work_ended_at = now() WHERE id = ${storm.id}`);
    await harness.bot.claimStorm(storm.id, PERSON);
    await sweepAfter(10);
    await harness.bot.workOnStorm(storm.id);
    expect(await runsOf(ids)).toBe(0);
  });

  it("call nobody in the first post while the first of them is near", async () => {
    const { storm } = await aPassingStorm();
    await harness.bot.syncStorm(storm.id);
    expect(harness.alerts.storms.of(storm.id).posted.mentions).toBe(false);
  });
});
