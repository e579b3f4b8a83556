import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());

const A = "U000ONCALL";
const person: Actor = { kind: "slack_user", id: A };
const token: Actor = { kind: "api_token", name: "platform" };

async function aCorruptedNumber() {
  const { number, resources } = await harness.importedNumber();
  await harness.corrupt(number.id);
  const incident = await harness.database.incidents.openOf(number.id);
  if (incident === null) throw new Error("no incident");
  harness.jobs.length = 0;
  return { number, resources, incident };
}

const incidentNow = async (id: number) => {
  const found = await harness.database.incidents.find(id);
  if (found === null) throw new Error("no incident");
  return found;
};

async function threadOf(incidentId: number): Promise<string[]> {
  await harness.operations.syncAlert(incidentId);
  const { alertTs } = await incidentNow(incidentId);
  const replies = harness.alerts.messages.get(alertTs ?? "")?.replies ?? [];
  return replies.map(({ by, text }) => `${by?.kind === "slack_user" ? by.id : "Lineman:"} ${text}`);
}

/** The teardown that was asked for, as its job would do it. */
async function runTeardown(): Promise<void> {
  const job = harness.jobs.findLast(({ name }) => name === "tear_down_number");
  if (job?.name !== "tear_down_number") throw new Error("no teardown was enqueued");
  await harness.operations.resumeTeardown(job.runId);
}

describe("a look at everything", () => {
  it("shows on the alert while it lasts, and no longer", async () => {
    const { number, incident } = await aCorruptedNumber();
    const shown: (Date | null)[] = [];
    harness.afterNextVerification = async () => {
      shown.push((await incidentNow(incident.id)).checkingSince);
    };
    await harness.operations.verifyNumber(number.id, person);
    const after = await incidentNow(incident.id);
    expect(shown).toEqual([after.lastActedAt]);
    expect(shown[0]).toBeInstanceOf(Date);
    expect(after.checkingSince).toBeNull();
    expect(harness.jobs.filter(({ name }) => name === "sync_alert").length).toBeGreaterThanOrEqual(2);
    expect(await threadOf(incident.id)).toEqual([]);
  });

  it("that nobody asked for is no human step", async () => {
    const { number, incident } = await aCorruptedNumber();
    await harness.operations.verifyNumber(number.id);
    expect((await incidentNow(incident.id)).lastActedAt).toBeNull();
  });

  it("that failed is not shown any more", async () => {
    const { number, incident } = await aCorruptedNumber();
    harness.afterNextVerification = () => Promise.reject(new Error("the database went away"));
    await expect(harness.operations.verifyNumber(number.id)).rejects.toThrow("went away");
    expect((await incidentNow(incident.id)).checkingSince).toBeNull();
  });

  it("that began later goes on being shown when an earlier one ends", async () => {
    const { number, incident } = await aCorruptedNumber();
    const later = new Date(harness.clock.now().getTime() + 5_000);
    harness.afterNextVerification = () =>
      harness.database.incidents.change(incident.id, { checkingSince: later });
    await harness.operations.verifyNumber(number.id);
    expect((await incidentNow(incident.id)).checkingSince).toEqual(later);
  });

  it("whose process died is not shown any more after a minute", async () => {
    const { incident } = await aCorruptedNumber();
    const { database, operations, clock } = harness;
    await database.incidents.change(incident.id, { checkingSince: clock.now() });
    await operations.takeUpIncidents();
    expect((await incidentNow(incident.id)).checkingSince).not.toBeNull();
    clock.advance(61_000);
    await operations.takeUpIncidents();
    expect((await incidentNow(incident.id)).checkingSince).toBeNull();
  });
});

describe("the thread tells", () => {
  it("what a person says they removed, and what they take back", async () => {
    const { number, resources, incident } = await aCorruptedNumber();
    const trunk = resources.find(({ kind }) => kind === "twilio_sip_trunk");
    if (!trunk) throw new Error("no trunk");
    await harness.operations.tickResources(number.id, [resourceKey(trunk)], A);
    await harness.operations.tickResources(number.id, [resourceKey(trunk)], A);
    await harness.operations.tickResources(number.id, [], A);
    expect(await threadOf(incident.id)).toEqual([
      `${A} says they removed: SIP trunk ${trunk.sid}.`,
      `${A} took the tick back from: SIP trunk ${trunk.sid}.`,
    ]);
    expect((await incidentNow(incident.id)).lastActedAt).not.toBeNull();
  });

  it("who started a clean-up, and that it is done", async () => {
    const { number, incident } = await aCorruptedNumber();
    await harness.operations.retryCleanUp(number.id, person);
    expect((await incidentNow(incident.id)).lastActedAt).not.toBeNull();
    await runTeardown();
    expect(await threadOf(incident.id)).toEqual([
      `${A} started the clean-up: only what is left is removed.`,
      "Lineman: The clean-up is done: what was left is gone, and the record is removed.",
    ]);
  });

  it("what a clean-up could not remove", async () => {
    const { number, incident, resources } = await aCorruptedNumber();
    const trunk = resources.find(({ kind }) => kind === "twilio_sip_trunk");
    harness.outside.failing = { perform: "permission" };
    await harness.operations.retryCleanUp(number.id, person);
    await runTeardown();
    harness.outside.failing = {};
    const said = (await threadOf(incident.id)).find((line) => line.includes("did not finish"));
    expect(said).toContain(`SIP trunk ${trunk?.sid}`);
  });

  it("nothing of what a program starts, nor of a first deletion", async () => {
    const { number, incident } = await aCorruptedNumber();
    await harness.operations.retryCleanUp(number.id, token);
    await runTeardown();
    expect(await threadOf(incident.id)).toEqual([]);
    expect((await incidentNow(incident.id)).lastActedAt).toBeNull();
  });

  it("who force-deleted it, and opening the window counts as a step without a line", async () => {
    const { number, incident } = await aCorruptedNumber();
    const { modalId } = await harness.operations.openForceDelete(number.id, A);
    expect((await incidentNow(incident.id)).lastActedAt).not.toBeNull();
    expect(await threadOf(incident.id)).toEqual([]);
    harness.outside.there.clear();
    await harness.operations.checkForceDelete(modalId);
    const form = { digits: number.phoneNumber.slice(-4), ticks: [], reason: "", acceptLeftovers: false };
    const done = await harness.operations.submitForceDelete({ modalId, userId: A, mayAct: true, form });
    expect(done.result).toBe("done");
    expect(await threadOf(incident.id)).toEqual([`${A} force-deleted this.`]);
  });
});
