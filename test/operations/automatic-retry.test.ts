import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
const PERSON = { kind: "slack_user", id: "U1" } as const;
const MINUTE_MS = 60_000;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** A number whose delete has failed because LiveKit and Twilio were out of order, and its incident. */
async function failedDelete(cause: "unavailable" | "credentials" = "unavailable") {
  const { number } = await harness.importedNumber();
  harness.outside.failing = { sight: cause };
  const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
  if (outcome.outcome !== "corrupted") throw new Error("it was removed");
  return { number, incident: outcome.incident };
}

async function incidentOf(numberId: number): Promise<Incident> {
  const incident = await harness.database.incidents.latestOf(numberId);
  if (incident === null) throw new Error("no incident");
  return incident;
}

const minutesAhead = ({ nextRetryAt }: Incident) =>
  nextRetryAt === null
    ? null
    : Math.floor((nextRetryAt.getTime() - harness.clock.now().getTime()) / MINUTE_MS);

/** The sweep, and the workers after it. */
async function sweep(): Promise<void> {
  await harness.operations.takeUpIncidents();
  for (const job of harness.jobs.splice(0))
    if (job.name === "tear_down_number") await harness.operations.resumeTeardown(job.runId);
}

async function sweepAfter(minutes: number): Promise<void> {
  harness.clock.advance(minutes * MINUTE_MS);
  await sweep();
}

const statusOf = async (id: number) => (await harness.database.numbers.find(id))?.status ?? "removed";
const auditedRetries = async (id: number) =>
  (await harness.auditOf(id)).filter(({ action }) => action === "automatic_retry_started").length;

describe("a clean-up that failed for passing reasons", () => {
  it("is tried again after a minute, and when that works the record is removed and the incident closed", async () => {
    const { number, incident } = await failedDelete();
    expect(minutesAhead(incident)).toBe(1);
    expect(await incidentOf(number.id)).toMatchObject({ nextRetryAt: incident.nextRetryAt, retries: 0 });
    harness.outside.failing = {};
    await sweepAfter(0.9);
    expect(await statusOf(number.id)).toBe("corrupted");
    await sweepAfter(0.5);
    expect(await statusOf(number.id)).toBe("removed");
    expect(await incidentOf(number.id)).toMatchObject({
      outcome: "removed",
      closedBy: { kind: "system", name: "automatic retry" },
    });
    expect(await auditedRetries(number.id)).toBe(1);
  });

  it("is tried after 1, 5, 30 and 120 minutes, and then no more", async () => {
    const { number } = await failedDelete();
    for (const [retries, next] of [
      [1, 5],
      [2, 30],
      [3, 120],
      [4, null],
    ] as const) {
      const due = (await incidentOf(number.id)).nextRetryAt?.getTime() ?? 0;
      harness.clock.advance(due - harness.clock.now().getTime());
      await sweep();
      const incident = await incidentOf(number.id);
      expect({ retries: incident.retries, next: minutesAhead(incident) }).toEqual({ retries, next });
    }
    await sweepAfter(1_000);
    expect(await auditedRetries(number.id)).toBe(4);
    expect(await statusOf(number.id)).toBe("corrupted");
  });

  it("is not tried again where the cause lasts, and no more once it does", async () => {
    const lasting = await failedDelete("credentials");
    expect(lasting.incident.nextRetryAt).toBeNull();
    const passing = await failedDelete();
    harness.outside.failing = { sight: "credentials" };
    await sweepAfter(2);
    expect(await incidentOf(passing.number.id)).toMatchObject({ retries: 1, nextRetryAt: null });
  });

  it("is not tried again where Lineman itself broke off", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = () => {
      throw new TypeError("a bug");
    };
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow("a bug");
    expect(await incidentOf(number.id)).toMatchObject({ nextRetryAt: null });
  });

  it("is somebody else's where the platform reports it, or another program: nothing is tried by itself", async () => {
    const reported = (await harness.importedNumber()).number;
    await harness.operations.reportCorruption(reported.id, { cause: "timeout", message: "no answer" }, ACTOR);
    const written = (await harness.importedNumber()).number;
    await harness.sql(
      `update phone_numbers set status = 'corrupted', corruption_cause = 'timeout' where id = ${written.id}`,
    );
    await sweepAfter(500);
    for (const { id } of [reported, written]) {
      expect(await incidentOf(id)).toMatchObject({ nextRetryAt: null, retries: 0 });
      expect(await statusOf(id)).toBe("corrupted");
    }
  });
});

describe("an automatic try that is due waits", () => {
  async function expectPaused(numberId: number): Promise<void> {
    const { nextRetryAt } = await incidentOf(numberId);
    await sweepAfter(3);
    expect(await incidentOf(numberId)).toMatchObject({ nextRetryAt, retries: 0 });
    expect(await statusOf(numberId)).toBe("corrupted");
  }
  async function expectTried(numberId: number): Promise<void> {
    harness.outside.failing = {};
    await sweep();
    expect(await statusOf(numberId)).toBe("removed");
  }

  it("while somebody has claimed the incident, and is made when it is released", async () => {
    const { number, incident } = await failedDelete();
    await harness.database.incidents.change(incident.id, {
      claimedBy: PERSON,
      claimedAt: harness.clock.now(),
    });
    await expectPaused(number.id);
    await harness.database.incidents.change(incident.id, { claimedBy: null, claimedAt: null });
    await expectTried(number.id);
  });

  it("while it is snoozed, and is made when the snooze is over", async () => {
    const { number, incident } = await failedDelete();
    const snoozedUntil = new Date(harness.clock.now().getTime() + 30 * MINUTE_MS);
    await harness.database.incidents.change(incident.id, { snoozedUntil, snoozedBy: PERSON });
    await expectPaused(number.id);
    harness.clock.advance(28 * MINUTE_MS);
    await expectTried(number.id);
  });

  it("while somebody has the force-delete window open, and is made when it is closed", async () => {
    const { number } = await failedDelete();
    const { modalId } = await harness.operations.openForceDelete(number.id, "U1");
    await expectPaused(number.id);
    await harness.database.modals.update(modalId, { closedAt: harness.clock.now() });
    await expectTried(number.id);
  });

  it("no longer than 15 minutes for a window that nobody said was closed", async () => {
    const { number } = await failedDelete();
    await harness.operations.openForceDelete(number.id, "U1");
    await expectPaused(number.id);
    harness.clock.advance(15 * MINUTE_MS);
    await expectTried(number.id);
  });
});

describe("a person's try between the automatic ones", () => {
  it("takes the place of the one that was planned, and does not count", async () => {
    const { number } = await failedDelete();
    await sweepAfter(2);
    expect(await incidentOf(number.id)).toMatchObject({ retries: 1, nextRetryAt: expect.any(Date) });
    await harness.operations.retryCleanUp(number.id, PERSON);
    expect(await incidentOf(number.id)).toMatchObject({ retries: 1, nextRetryAt: null });
    harness.jobs.length = 0;
    // While that is under way nothing else starts, however late it gets.
    harness.clock.advance(5 * MINUTE_MS);
    await harness.operations.takeUpIncidents();
    expect(await auditedRetries(number.id)).toBe(1);
    const run = await harness.database.teardowns.openOf(number.id);
    await harness.operations.resumeTeardown(run?.id ?? "");
    const after = await incidentOf(number.id);
    expect({ retries: after.retries, next: minutesAhead(after) }).toEqual({ retries: 1, next: 5 });
  });
});

describe("an automatic try of what is not corrupted any more", () => {
  it("is dropped where another program has the number", async () => {
    const { number } = await failedDelete();
    await harness.sql(`update phone_numbers set status = 'deleting' where id = ${number.id}`);
    await harness.database.teardowns.open({
      id: randomUUID(),
      phoneNumberId: number.id,
      requestedBy: ACTOR,
      requestedAt: harness.clock.now(),
    });
    harness.clock.advance(2 * MINUTE_MS);
    await harness.operations.takeUpIncidents();
    expect(await incidentOf(number.id)).toMatchObject({ nextRetryAt: null, retries: 0 });
    expect(await auditedRetries(number.id)).toBe(0);
  });
});
