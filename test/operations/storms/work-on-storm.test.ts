import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStormHarness, type StormHarness } from "./storm-harness.ts";

let harness: StormHarness;
beforeAll(async () => {
  harness = await createStormHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

const PERSON = { kind: "slack_user", id: "U000ONCALL" } as const;
const OTHER = { kind: "slack_user", id: "U00SECONDO" } as const;

/** A storm of numbers with one of everything at Twilio and LiveKit, all of it there; `ids` in the order in which they take turns. */
async function aStormOf(amount: number, cause = "credentials") {
  const imported = [];
  const { account } = await harness.activeNumbers(1);
  for (let index = 0; index < amount; index += 1)
    imported.push(await harness.importedNumber({ twilioAccountSid: account }));
  await harness.corruptAll(
    imported.map(({ number }) => number.id),
    cause,
  );
  await harness.bot.takeUpIncidents();
  const storm = await harness.openStorm(account);
  await harness.bot.syncStorm(storm.id);
  // The trigger opens incidents in the order in which the table holds the numbers, which need not be that of their ids.
  const members = await harness.database.storms.listMembers(storm.id, { offset: 0, limit: amount });
  return { ids: members.map(({ phoneNumberId }) => phoneNumberId), storm, account };
}

/** What the workers of a process do, until nothing is left. */
async function workOff(stormId: number, bot = harness.bot): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    const verdict = await bot.workOnStorm(stormId);
    for (const job of harness.jobs.splice(0))
      if (job.name === "tear_down_number") await bot.resumeTeardown(job.runId);
    if (verdict.done) return;
  }
  throw new Error("the storm is never done");
}

const message = async (stormId: number) => {
  harness.clock.advance(5_000);
  await harness.bot.syncStorm(stormId);
  return harness.alerts.storms.of(stormId);
};
const linesOf = async (stormId: number) => (await message(stormId)).replies.map(({ text }) => text);
const statusesOf = async (ids: readonly number[]) =>
  (
    await harness.sql(
      `SELECT status, count(*)::int FROM phone_numbers WHERE id IN (${ids.join(",")}) GROUP BY 1`,
    )
  ).rows;
const credentialsRejected = { failing: { sight: "credentials", account: "credentials" } } as const;

describe("the look at one for all", () => {
  it("is one, whoever asks how often, and tells the provider's code", async () => {
    const { storm } = await aStormOf(6);
    Object.assign(harness.outside, credentialsRejected);
    harness.outside.calls.length = 0;
    await workOff(storm.id);
    await workOff(storm.id);
    const looked = (
      await harness.sql(
        `SELECT count(DISTINCT r.phone_number_id)::int AS numbers FROM external_resources r
       JOIN incidents i ON i.phone_number_id = r.phone_number_id
       WHERE i.storm_id = ${storm.id} AND r.cause = 'credentials'`,
      )
    ).rows;
    expect(looked).toEqual([{ numbers: 1 }]);
    expect((await harness.database.storms.find(storm.id))?.probedAt).not.toBeNull();
  });
});

describe("Retry all", () => {
  it("cleans up and deletes every member, tells the progress, and ends the storm", async () => {
    const { ids, storm } = await aStormOf(12);
    await workOff(storm.id);
    expect(await harness.bot.startStormWork(storm.id, "retry", PERSON)).toMatchObject({
      result: "started",
      numbers: 12,
    });
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    expect((await message(storm.id)).facts.work).toMatchObject({ running: 4, waiting: 8 });
    await workOff(storm.id);
    expect(await statusesOf(ids)).toEqual([]);
    const { facts } = await message(storm.id);
    expect(facts.storm.endedAt).not.toBeNull();
    expect(facts.counts).toMatchObject({ open: 0, removed: 12 });
    expect(await linesOf(storm.id)).toEqual([
      "started Retry all for 12 numbers.",
      "Retry all is over: 12 of 12 cleaned up and deleted.",
    ]);
    expect(harness.alerts.messages.size).toBe(0);
  });

  it("tries nothing while the account still fails, and says why", async () => {
    const { ids, storm, account } = await aStormOf(6);
    await workOff(storm.id);
    Object.assign(harness.outside, credentialsRejected);
    await harness.bot.startStormWork(storm.id, "retry", PERSON);
    await workOff(storm.id);
    expect(await statusesOf(ids)).toEqual([{ status: "corrupted", count: 6 }]);
    const runs = await harness.sql(`SELECT 1 FROM teardown_runs WHERE phone_number_id IN (${ids.join(",")})`);
    expect(runs.rows).toEqual([]);
    expect((await linesOf(storm.id)).at(-1)).toBe(
      `Retry all tried nothing, because one number stands for all: Twilio rejected the credentials of account ${account}.`,
    );
  });

  it("is begun once: a second click is told who was first, and when", async () => {
    const { storm } = await aStormOf(6);
    await harness.bot.startStormWork(storm.id, "retry", PERSON);
    const clicks = await Promise.all(
      Array.from({ length: 5 }, () => harness.bot.startStormWork(storm.id, "check", OTHER)),
    );
    for (const click of clicks)
      expect(click).toMatchObject({ result: "busy", work: { by: PERSON, kind: "retry" } });
  });

  it("goes on after its process died in the middle, each number deleted once", async () => {
    const { ids, storm } = await aStormOf(10);
    await workOff(storm.id);
    await harness.bot.startStormWork(storm.id, "retry", PERSON);
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    // It dies: it holds the storm, and its jobs are lost.
    const { stormTasks, teardowns } = harness.database;
    const now = harness.clock.now();
    await stormTasks.lease(storm.id, "dead", now, new Date(now.getTime() + 60_000));
    harness.jobs.length = 0;
    expect(await harness.bot.workOnStorm(storm.id)).toEqual({ done: false, retryAfterMs: 1_000 });
    harness.clock.advance(120_000);
    await harness.bot.takeUpIncidents();
    expect(harness.jobs).toContainEqual({ name: "work_on_storm", stormId: storm.id });
    await workOff(storm.id);
    expect(await statusesOf(ids)).toEqual([]);
    const runs = await harness.sql(
      `SELECT count(*)::int AS runs, count(DISTINCT phone_number_id)::int AS numbers FROM teardown_runs
       WHERE phone_number_id IN (${ids.join(",")})`,
    );
    expect(runs.rows).toEqual([{ runs: 10, numbers: 10 }]);
    expect(await teardowns.openOf(ids[0] ?? 0)).toBeNull();
  });

  it("a member that fails for another reason gets its own message; the others are not held up", async () => {
    const { ids, storm } = await aStormOf(7);
    await workOff(storm.id);
    await harness.bot.startStormWork(storm.id, "retry", PERSON);
    // Another program corrupts it anew in the middle.
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    await harness.corruptAll(ids.slice(0, 1), "in_use");
    await workOff(storm.id);
    const left = await harness.incidentOf(ids[0] ?? 0);
    expect(left).toMatchObject({ ownMessage: true, stormId: null, closedAt: null });
    expect(await harness.database.storms.counts(storm.id)).toMatchObject({ open: 0, removed: 6 });
  });

  it("leaves alone a number that another program works on", async () => {
    const { ids, storm } = await aStormOf(6);
    await workOff(storm.id);
    await harness.bot.retryCleanUp(ids[0] ?? 0, OTHER);
    await harness.bot.startStormWork(storm.id, "retry", PERSON);
    await harness.bot.workOnStorm(storm.id);
    await harness.bot.workOnStorm(storm.id);
    expect((await harness.database.stormTasks.counts(storm.id)).skipped).toBe(1);
    await workOff(storm.id);
    const runs = await harness.sql(`SELECT 1 FROM teardown_runs WHERE phone_number_id = ${ids[0]}`);
    expect(runs.rows).toHaveLength(1);
  });
});

describe("Check all", () => {
  it("looks at every member once, and changes none", async () => {
    const { ids, storm } = await aStormOf(9);
    await workOff(storm.id);
    await harness.bot.startStormWork(storm.id, "check", PERSON);
    await workOff(storm.id);
    expect(await statusesOf(ids)).toEqual([{ status: "corrupted", count: 9 }]);
    expect((await linesOf(storm.id)).at(-1)).toBe("Check all is over: 9 of 9 checked.");
    const unchecked = await harness.sql(
      `SELECT 1 FROM external_resources WHERE checked_at IS NULL AND phone_number_id IN (${ids.join(",")})`,
    );
    expect(unchecked.rows).toEqual([]);
    expect(harness.alerts.messages.size).toBe(0);
  });
});

describe("acting on one member", () => {
  it("Open posts its own message, its first, linked from the storm's thread, and calls nobody again", async () => {
    const { ids, storm } = await aStormOf(6);
    const incident = await harness.incidentOf(ids[2] ?? 0);
    expect(await harness.bot.openStormMember(incident.id, PERSON)).toMatchObject({ result: "opened" });
    expect(await harness.bot.openStormMember(incident.id, OTHER)).toMatchObject({ result: "already" });
    await harness.bot.syncAlert(incident.id);
    const [posted] = harness.alerts.messages.values();
    expect(posted?.posted.mentions).toBe(false);
    const { replies, facts } = await message(storm.id);
    expect(replies).toMatchObject([
      { by: PERSON, about: { phoneNumberId: ids[2], alertTs: expect.any(String) } },
    ]);
    expect(facts.counts).toMatchObject({ open: 6, ownMessage: 1 });
  });

  it.each([
    ["a claim", (_id: number, incidentId: number) => harness.bot.claimIncident(incidentId, PERSON)],
    ["a retry", (id: number) => harness.bot.retryCleanUp(id, PERSON)],
    ["a check", (id: number) => harness.bot.verifyNumber(id, PERSON)],
    ["the force-delete window", (id: number) => harness.bot.openForceDelete(id, PERSON.id)],
  ])("%s by a person gives it its own message as well", async (_what, act) => {
    const { ids } = await aStormOf(6);
    const incident = await harness.incidentOf(ids[1] ?? 0);
    await act(incident.phoneNumberId, incident.id);
    expect(await harness.incidentOf(ids[1] ?? 0)).toMatchObject({ ownMessage: true });
    await harness.bot.syncAlert(incident.id);
    expect(harness.alerts.messages.size).toBe(1);
  });

  it("a look that nobody asked for does not", async () => {
    const { ids } = await aStormOf(6);
    await harness.bot.verifyNumber(ids[1] ?? 0);
    expect(await harness.incidentOf(ids[1] ?? 0)).toMatchObject({ ownMessage: false });
  });
});
