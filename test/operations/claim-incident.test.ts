import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());

const person = (id: string): Actor => ({ kind: "slack_user", id });
const A = person("U000ONCALL");
const B = person("U00SECONDO");

async function anOpenIncident() {
  const { number } = await harness.importedNumber();
  await harness.corrupt(number.id);
  const incident = await harness.database.incidents.openOf(number.id);
  if (incident === null) throw new Error("no incident");
  harness.jobs.length = 0;
  return incident;
}

const actionsOf = async (numberId: number) =>
  (await harness.auditOf(numberId)).slice(2).map(({ action, actor }) => [action, actor]);

/** What the thread says, as a process would send it. */
async function threadOf(incidentId: number): Promise<string[]> {
  await harness.operations.syncAlert(incidentId);
  const { alertTs } = (await harness.database.incidents.find(incidentId)) ?? {};
  const replies = harness.alerts.messages.get(alertTs ?? "")?.replies ?? [];
  return replies.map(({ by, text }) => `${by?.kind === "slack_user" ? by.id : "Lineman"} ${text}`);
}

describe("Claim", () => {
  it("gives the incident to exactly one of twenty who claim it at once, and tells the others who has it", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    const people = Array.from({ length: 20 }, (_, index) => person(`U0000000${index}`));
    const results = await Promise.all(people.map((one) => harness.operations.claimIncident(id, one)));
    const winner = people[results.findIndex(({ result }) => result === "claimed")];
    expect(results.filter(({ result }) => result === "claimed")).toHaveLength(1);
    const lost = results.flatMap((one) => (one.result === "taken" ? [one] : []));
    expect(lost).toHaveLength(19);
    expect(new Set(lost.map(({ by }) => JSON.stringify(by)))).toEqual(new Set([JSON.stringify(winner)]));
    expect(await harness.database.incidents.find(id)).toMatchObject({ claimedBy: winner });
    expect(await actionsOf(phoneNumberId)).toEqual([["claimed", winner]]);
    expect(await threadOf(id)).toHaveLength(1);
  });

  it("shows on the alert and in its thread, and says when somebody last acted", async () => {
    const { id } = await anOpenIncident();
    expect(await harness.operations.claimIncident(id, A)).toMatchObject({ result: "claimed" });
    expect(harness.jobs).toEqual([{ name: "sync_alert", incidentId: id }]);
    const incident = await harness.database.incidents.find(id);
    expect(incident?.lastActedAt).toEqual(incident?.claimedAt);
    expect(await threadOf(id)).toEqual(["U000ONCALL claimed this."]);
  });

  it("changes nothing the second time", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    await harness.operations.claimIncident(id, A);
    const before = await harness.database.incidents.find(id);
    expect(await harness.operations.claimIncident(id, A)).toMatchObject({ result: "already_yours" });
    expect(await harness.database.incidents.find(id)).toEqual(before);
    expect(await actionsOf(phoneNumberId)).toHaveLength(1);
  });

  it("does nothing where the case is over, and has its message drawn anew", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    await harness.operations.forceDeleteByApi(phoneNumberId, "platform");
    await harness.operations.syncAlert(id);
    harness.jobs.length = 0;
    expect(await harness.operations.claimIncident(id, A)).toMatchObject({
      result: "over",
      incident: { id, outcome: "force_deleted", claimedBy: null },
    });
    expect(harness.jobs).toEqual([{ name: "sync_alert", incidentId: id }]);
    const { alertTs } = (await harness.database.incidents.find(id)) ?? {};
    const updates = harness.alerts.messages.get(alertTs ?? "")?.updates ?? 0;
    await harness.operations.syncAlert(id);
    expect(harness.alerts.messages.get(alertTs ?? "")?.updates).toBe(updates + 1);
    expect(await harness.operations.claimIncident(2_000_000_000, A)).toEqual({
      result: "over",
      incident: null,
    });
  });
});

describe("Release", () => {
  it("ends one's own claim once, however many times it is pressed at once", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    await harness.operations.claimIncident(id, A);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => harness.operations.releaseIncident(id, A)),
    );
    expect(results.filter(({ result }) => result === "released")).toHaveLength(1);
    expect(results.filter(({ result }) => result === "not_claimed")).toHaveLength(7);
    expect((await actionsOf(phoneNumberId)).map(([action]) => action)).toEqual(["claimed", "released"]);
    expect((await threadOf(id)).at(-1)).toBe("U000ONCALL released this: anybody may claim it now.");
  });

  it("ends somebody else's claim, and says so where both read it", async () => {
    const { id } = await anOpenIncident();
    await harness.operations.claimIncident(id, A);
    const claimed = await harness.database.incidents.find(id);
    expect(await harness.operations.releaseIncident(id, B)).toMatchObject({
      result: "released",
      from: A,
      isOwn: false,
    });
    expect((await threadOf(id)).at(-1)).toBe(
      `U00SECONDO ended somebody else's claim of ${claimed?.claimedAt?.toISOString()}: anybody may claim this now.`,
    );
    expect(await harness.operations.claimIncident(id, B)).toMatchObject({ result: "claimed" });
  });

  it("lets those on call be reminded again", async () => {
    const { id } = await anOpenIncident();
    await harness.operations.claimIncident(id, A);
    await harness.database.incidents.change(id, { remindedUnclaimedAt: new Date() });
    await harness.operations.releaseIncident(id, A);
    expect(await harness.database.incidents.find(id)).toMatchObject({
      claimedBy: null,
      claimedAt: null,
      remindedUnclaimedAt: null,
    });
  });
});

describe("Snooze", () => {
  const inMinutes = (minutes: number) => new Date(harness.clock.now().getTime() + minutes * 60_000);

  it("keeps the last of several wishes, and says each in the thread", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    const [first, second] = [inMinutes(30), inMinutes(120)];
    expect(await harness.operations.snoozeIncident(id, first, A)).toMatchObject({ result: "snoozed" });
    expect(await harness.operations.snoozeIncident(id, first, A)).toMatchObject({ result: "already" });
    expect(await harness.operations.snoozeIncident(id, second, B)).toMatchObject({ result: "snoozed" });
    expect(await harness.database.incidents.find(id)).toMatchObject({ snoozedUntil: second, snoozedBy: B });
    expect(await threadOf(id)).toEqual([
      `U000ONCALL snoozed this until ${first.toISOString()}.`,
      `U00SECONDO snoozed this until ${second.toISOString()}.`,
    ]);
    expect((await actionsOf(phoneNumberId)).map(([action]) => action)).toEqual(["snoozed", "snoozed"]);
  });

  it("refuses what is over already, or lasts too long", async () => {
    const { id } = await anOpenIncident();
    expect(await harness.operations.snoozeIncident(id, inMinutes(-1), A)).toEqual({
      result: "refused",
      why: "past",
    });
    expect(await harness.operations.snoozeIncident(id, inMinutes(8 * 24 * 60), A)).toMatchObject({
      why: "too_long",
    });
  });

  it("is ended by waking it, once", async () => {
    const { id, phoneNumberId } = await anOpenIncident();
    await harness.operations.snoozeIncident(id, inMinutes(30), A);
    expect(await harness.operations.wakeIncident(id, B)).toMatchObject({ result: "woken" });
    expect(await harness.operations.wakeIncident(id, B)).toMatchObject({ result: "not_snoozed" });
    expect(await harness.database.incidents.find(id)).toMatchObject({ snoozedUntil: null, snoozedBy: null });
    expect((await actionsOf(phoneNumberId)).map(([action]) => action)).toEqual(["snoozed", "unsnoozed"]);
  });

  it("is over by itself at its time, and the alert is drawn without it", async () => {
    const { id } = await anOpenIncident();
    await harness.operations.snoozeIncident(id, inMinutes(30), A);
    await harness.operations.takeUpIncidents();
    expect(await harness.database.incidents.find(id)).toMatchObject({ snoozedBy: A });
    harness.clock.advance(31 * 60_000);
    harness.jobs.length = 0;
    await harness.operations.takeUpIncidents();
    expect(await harness.database.incidents.find(id)).toMatchObject({ snoozedUntil: null, snoozedBy: null });
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: id });
  });
});
