import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../../src/domain/audit-chain.ts";
import { sha256Hex } from "../../../src/persistence/audit-log.ts";
import { anAccount, createStormHarness, type StormHarness } from "./storm-harness.ts";

let harness: StormHarness;
beforeAll(async () => {
  harness = await createStormHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

const stormsOf = async (account: string) =>
  (await harness.sql(`SELECT id, cause FROM storms WHERE account = '${account}' ORDER BY id`)).rows;
const jobsNamed = (name: string) => harness.jobs.filter((job) => job.name === name);

describe("what becomes a storm", () => {
  it("five numbers of one cause and account do not: each has its own alert and look", async () => {
    const { ids, account } = await harness.activeNumbers(5);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    expect(await stormsOf(account)).toEqual([]);
    expect(jobsNamed("verify_number")).toHaveLength(5);
    for (const id of ids)
      expect(await harness.incidentOf(id)).toMatchObject({ stormId: null, ownMessage: true });
  });

  it("six do: no own message, no look of its own for any of them, and one look for all", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    for (const id of ids)
      expect(await harness.incidentOf(id)).toMatchObject({ stormId: storm.id, ownMessage: false });
    expect(jobsNamed("verify_number")).toEqual([]);
    expect(jobsNamed("work_on_storm")).toContainEqual({ name: "work_on_storm", stormId: storm.id });
    await harness.bot.syncStorm(storm.id);
    expect(harness.alerts.storms.of(storm.id).facts.counts.open).toBe(6);
    await Promise.all(ids.map(async (id) => harness.bot.syncAlert((await harness.incidentOf(id)).id)));
    expect(harness.alerts.messages.size).toBe(0);
  });

  it("six spread over more than two minutes do not", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.sql(`UPDATE incidents SET opened_at = opened_at - interval '121 seconds'
      WHERE phone_number_id = ${ids[0]}`);
    await harness.bot.takeUpIncidents();
    expect(await stormsOf(account)).toEqual([]);
  });

  it("also those of an hour ago that Lineman finds only now", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.sql(`UPDATE incidents SET opened_at = opened_at - interval '1 hour'
      WHERE phone_number_id IN (${ids.join(",")})`);
    await harness.bot.takeUpIncidents();
    expect(await stormsOf(account)).toHaveLength(1);
  });

  it("causes and accounts do not mix", async () => {
    const account = anAccount();
    const first = await harness.activeNumbers(6, account);
    const second = await harness.activeNumbers(6, account);
    const few = await harness.activeNumbers(3);
    await harness.corruptAll(first.ids, "credentials");
    await harness.corruptAll(second.ids, null);
    await harness.corruptAll(few.ids, "credentials");
    await harness.bot.takeUpIncidents();
    expect((await stormsOf(account)).map(({ cause }) => cause).sort()).toEqual(["", "credentials"]);
    expect(await stormsOf(few.account)).toEqual([]);
    const members = async (ids: number[]) =>
      new Set(await Promise.all(ids.map(async (id) => (await harness.incidentOf(id)).stormId)));
    expect((await members(first.ids)).size).toBe(1);
    expect((await members(second.ids)).size).toBe(1);
    expect(await members(first.ids)).not.toEqual(await members(second.ids));
  });

  it("a cause of any length does", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids, "x".repeat(20_000));
    await harness.bot.takeUpIncidents();
    expect(await stormsOf(account)).toHaveLength(1);
  });
});

describe("who belongs to a storm", () => {
  it("those whose alert was posted before keep it, are counted, and go on being updated", async () => {
    const { ids, account } = await harness.activeNumbers(8);
    await harness.corruptAll(ids.slice(0, 4));
    await harness.bot.takeUpIncidents();
    for (const id of ids.slice(0, 4)) await harness.bot.syncAlert((await harness.incidentOf(id)).id);
    const told = [...harness.alerts.messages.values()].map(({ posted }) => posted.incident.phoneNumberId);
    // Before them those of the tests before this one: first alerts go out oldest first.
    expect(told.slice(-4)).toEqual(ids.slice(0, 4));
    await harness.corruptAll(ids.slice(4));
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    expect(await harness.database.storms.counts(storm.id)).toMatchObject({ open: 8, ownMessage: 4 });
    const posted = await harness.incidentOf(ids[0] ?? 0);
    await harness.database.incidents.touch(posted.id);
    await harness.bot.syncAlert(posted.id);
    expect([...harness.alerts.messages.values()].map(({ updates }) => updates)).toContain(1);
  });

  it("later ones join while it is open, however slowly they come", async () => {
    const { ids, account } = await harness.activeNumbers(7);
    await harness.corruptAll(ids.slice(0, 6));
    await harness.bot.takeUpIncidents();
    await harness.corruptAll(ids.slice(6));
    await harness.sql(
      `UPDATE incidents SET opened_at = now() + interval '1 hour' WHERE phone_number_id = ${ids[6]}`,
    );
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    expect((await harness.incidentOf(ids[6] ?? 0)).stormId).toBe(storm.id);
    expect(await stormsOf(account)).toHaveLength(1);
  });

  it("an alert that is about to be posted is not, where its number has become one of many", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    // Nothing has swept yet: the alert itself finds out.
    await harness.bot.syncAlert((await harness.incidentOf(ids[0] ?? 0)).id);
    expect(harness.alerts.messages.size).toBe(0);
    await harness.openStorm(account);
  });

  it("one whose cause becomes another one gets its first message, linked from the thread", async () => {
    const { ids, account } = await harness.activeNumbers(7);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    await harness.sql(`UPDATE phone_numbers SET status = 'active' WHERE id = ${ids[0]}`);
    await harness.corruptAll(ids.slice(0, 1), "in_use");
    await harness.bot.takeUpIncidents();
    const left = await harness.incidentOf(ids[0] ?? 0);
    expect(left).toMatchObject({ stormId: null, ownMessage: true });
    expect(jobsNamed("sync_alert")).toContainEqual({ name: "sync_alert", incidentId: left.id });
    await harness.bot.syncStorm(storm.id);
    expect(harness.alerts.storms.of(storm.id).replies).toEqual([]);
    await harness.bot.syncAlert(left.id);
    harness.clock.advance(5_000);
    await harness.bot.syncStorm(storm.id);
    const [reply] = harness.alerts.storms.of(storm.id).replies;
    expect(reply?.about?.alertTs).toBe((await harness.incidentOf(ids[0] ?? 0)).alertTs);
  });

  it("many whose cause becomes another one become another storm, without a message each", async () => {
    const { ids, account } = await harness.activeNumbers(14);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const before = await harness.openStorm(account);
    const moved = ids.slice(0, 7);
    await harness.sql(`UPDATE phone_numbers SET status = 'active' WHERE id IN (${moved.join(",")})`);
    await harness.corruptAll(moved, "in_use");
    await harness.bot.takeUpIncidents();
    expect((await stormsOf(account)).map(({ cause }) => cause)).toEqual(["credentials", "in_use"]);
    expect(await harness.database.storms.counts(before.id)).toMatchObject({ open: 7 });
    expect((await harness.database.storms.find(before.id))?.leftCount).toBe(7);
    for (const id of moved) expect((await harness.incidentOf(id)).ownMessage).toBe(false);
  });

  it("it ends when none of its members is open any more, and a new one may begin", async () => {
    const { ids, account } = await harness.activeNumbers(6);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    await harness.sql(`UPDATE phone_numbers SET status = 'active' WHERE id IN (${ids.join(",")})`);
    await harness.bot.takeUpIncidents();
    await harness.bot.takeUpIncidents();
    expect(await harness.database.storms.find(storm.id)).toMatchObject({ endedAt: expect.any(Date) });
    expect(await harness.database.storms.counts(storm.id)).toMatchObject({ open: 0, resolvedElsewhere: 6 });
    await harness.bot.syncStorm(storm.id);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    expect((await harness.openStorm(account)).id).not.toBe(storm.id);
  });
});

describe("many at once", () => {
  it("500 corrupted by one statement are one message within one sweep", async () => {
    const { ids, account } = await harness.activeNumbers(500);
    await harness.corruptAll(ids);
    await harness.bot.takeUpIncidents();
    const storm = await harness.openStorm(account);
    await harness.bot.syncStorm(storm.id);
    expect(harness.alerts.storms.of(storm.id).facts.counts).toMatchObject({ open: 500, ownMessage: 0 });
    expect(harness.alerts.messages.size).toBe(0);
    expect(jobsNamed("verify_number")).toEqual([]);
    const events = await harness.database.readAudit(1, 10_000);
    expect(firstBrokenLink(events, sha256Hex)).toBeNull();
    const reported = events.filter(
      ({ action, phoneNumberId }) => action === "corruption_reported" && ids.includes(phoneNumberId ?? 0),
    );
    expect(new Set(reported.map(({ phoneNumberId }) => phoneNumberId)).size).toBe(500);
    expect(reported).toHaveLength(500);
  });
});
