import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { RESOLVED_ELSEWHERE } from "../../src/domain/incident.ts";
import { AlertDelayed } from "../../src/operations/ports/alerts.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

async function corruptedIncident(): Promise<number> {
  const { number } = await harness.importedNumber();
  await harness.operations.reportCorruption(
    number.id,
    { cause: "platform", message: "gave up" },
    { kind: "api_token", name: "p" },
  );
  const incident = await harness.database.incidents.openOf(number.id);
  if (incident === null) throw new Error("no incident");
  return incident.id;
}

describe("the one message of an incident", () => {
  it("is posted once and updated in place from then on", async () => {
    const incidentId = await corruptedIncident();
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
    await harness.database.incidents.touch(incidentId);
    await harness.operations.syncAlert(incidentId);
    expect([...harness.alerts.messages.values()].map(({ updates }) => updates)).toEqual([1]);
  });

  it("is posted once by many workers at once", async () => {
    const incidentId = await corruptedIncident();
    const results = await Promise.all(
      Array.from({ length: 10 }, () => harness.operations.syncAlert(incidentId)),
    );
    expect(results).toContainEqual({ done: true });
    expect(harness.alerts.messages.size).toBe(1);
  });

  it("is not posted twice when the answer to its post was lost", async () => {
    const incidentId = await corruptedIncident();
    harness.alerts.failPost = { error: new AlertDelayed("Slack did not answer", 1_000), applied: true };
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: false, retryAfterMs: 1_000 });
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
    expect(harness.alerts.messages.size).toBe(1);
  });

  it("is posted on the next try when Slack asked to wait", async () => {
    const incidentId = await corruptedIncident();
    harness.alerts.failPost = { error: new AlertDelayed("Slack asks to wait", 30_000), applied: false };
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: false, retryAfterMs: 30_000 });
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
    expect(harness.alerts.messages.size).toBe(1);
  });

  it("is posted once where the look for a lost post takes longer than a process may keep the message to itself", async () => {
    const incidentId = await corruptedIncident();
    harness.alerts.failPost = { error: new AlertDelayed("Slack did not answer", 1_000), applied: false };
    await harness.operations.syncAlert(incidentId);
    vi.spyOn(harness.alerts, "findPosted").mockImplementationOnce(async () => {
      harness.clock.advance(31_000);
      expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
      return null;
    });
    expect(await harness.operations.syncAlert(incidentId)).toMatchObject({ done: false });
    expect(harness.alerts.messages.size).toBe(1);
  });

  it("is replaced once when a person deleted it, and the replacement is audited", async () => {
    const incidentId = await corruptedIncident();
    await harness.operations.syncAlert(incidentId);
    harness.alerts.messages.clear();
    await harness.database.incidents.touch(incidentId);
    await harness.operations.syncAlert(incidentId);
    expect(harness.alerts.messages.size).toBe(1);
    const incident = await harness.database.incidents.find(incidentId);
    expect((await harness.auditOf(incident!.phoneNumberId)).map(({ action }) => action)).toContain(
      "alert_replaced",
    );
  });

  it("says a note in the thread once, also when its answer was lost", async () => {
    const incidentId = await corruptedIncident();
    await harness.database.incidents.note(incidentId, { text: "removed by hand" }, harness.clock.now());
    await harness.operations.syncAlert(incidentId);
    await harness.database.incidents.touch(incidentId);
    await harness.operations.syncAlert(incidentId);
    expect([...harness.alerts.messages.values()][0]?.replies.map(({ text }) => text)).toEqual([
      "removed by hand",
    ]);
  });

  it("is taken over from a process that died while it had the lease", async () => {
    const incidentId = await corruptedIncident();
    const now = harness.clock.now();
    await harness.database.alerts.claim(incidentId, "dead", now, new Date(now.getTime() + 30_000));
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: false, retryAfterMs: 1_000 });
    harness.clock.advance(31_000);
    expect(await harness.operations.syncAlert(incidentId)).toEqual({ done: true });
    expect(harness.alerts.messages.size).toBe(1);
  });
});

describe("incidents that another program caused or resolved", () => {
  it("a number set to corrupted by plain SQL is alerted and looked at", async () => {
    const { number } = await harness.importedNumber();
    await harness.sql(
      `update phone_numbers set status = 'corrupted', corruption_cause = 'platform_bug' where id = ${number.id}`,
    );
    await harness.operations.takeUpIncidents();
    const incident = await harness.database.incidents.openOf(number.id);
    expect(incident).toMatchObject({ cause: "platform_bug", phoneNumber: number.phoneNumber });
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: incident!.id });
    expect(harness.jobs).toContainEqual({ name: "verify_number", numberId: number.id });
  });

  it("is taken up once, however often and from wherever it is looked for", async () => {
    const { number } = await harness.importedNumber();
    await harness.sql(`update phone_numbers set status = 'corrupted' where id = ${number.id}`);
    await Promise.all([harness.operations.takeUpIncidents(), harness.operations.takeUpIncidents()]);
    expect(
      harness.jobs.filter((job) => job.name === "verify_number" && job.numberId === number.id),
    ).toHaveLength(1);
  });

  it("is closed as resolved elsewhere, with what was done, when the number is active again or removed", async () => {
    const ends = new Map<number, string>();
    for (const [change, closedReason] of [
      ["update phone_numbers set status = 'active' where id =", RESOLVED_ELSEWHERE.active],
      ["delete from phone_numbers where id =", RESOLVED_ELSEWHERE.removed],
    ] as const) {
      const incidentId = await corruptedIncident();
      const incident = await harness.database.incidents.find(incidentId);
      await harness.sql(`${change} ${incident!.phoneNumberId}`);
      ends.set(incidentId, closedReason);
    }
    await harness.operations.takeUpIncidents();
    for (const [id, closedReason] of ends)
      expect(await harness.database.incidents.find(id)).toMatchObject({
        outcome: "resolved_elsewhere",
        closedReason,
        closedAt: expect.any(Date),
      });
  });
});
