import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** A delete whose process died when it had removed everything; another program does `sql` then, and the run is taken up. */
async function resumedAfter(sql: (id: number) => string) {
  const { number } = await harness.importedNumber();
  const run = await harness.operations.startDelete(number.id, number.version, ACTOR);
  const now = harness.clock.now();
  await harness.database.teardowns.lease(run.id, "dead", now, new Date(now.getTime() + 30_000));
  harness.outside.there.clear();
  harness.outside.trunkNumbers.clear();
  await harness.sql(sql(number.id));
  harness.clock.advance(31_000);
  harness.jobs.length = 0;
  expect(await harness.operations.resumeTeardown(run.id)).toEqual({ done: true });
  expect(await harness.operations.resumeTeardown(run.id)).toEqual({ done: true });
  expect(await harness.database.teardowns.find(run.id)).toMatchObject({ outcome: "overtaken" });
  const audit = await harness.auditOf(number.id);
  return {
    id: number.id,
    last: audit.at(-1),
    overtaken: audit.filter(({ action }) => action === "teardown_overtaken").length,
  };
}

describe("a teardown that is taken up after another program changed the number", () => {
  it("corrupts a number that was set back to active, alerts it, and has it looked at", async () => {
    const { id, last, overtaken } = await resumedAfter(
      (numberId) => `update phone_numbers set status = 'active' where id = ${numberId}`,
    );
    expect(await harness.database.numbers.find(id)).toMatchObject({
      status: "corrupted",
      corruptionCause: "conflict",
    });
    const incident = await harness.database.incidents.openOf(id);
    expect(last).toMatchObject({
      action: "teardown_overtaken",
      incidentId: incident?.id,
      actor: ACTOR,
      data: { found: "active" },
    });
    expect(overtaken).toBe(1);
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: incident?.id });
    expect(harness.jobs).toContainEqual({ name: "verify_number", numberId: id });
  });

  it("leaves what it was set to otherwise, and writes down what was found", async () => {
    const { id, last } = await resumedAfter(
      (numberId) => `update phone_numbers set status = 'corrupted' where id = ${numberId}`,
    );
    expect((await harness.database.numbers.find(id))?.status).toBe("corrupted");
    expect(last).toMatchObject({ action: "teardown_overtaken", data: { found: "corrupted" } });
    expect(harness.jobs).toContainEqual({ name: "verify_number", numberId: id });
  });

  it("writes down that the record is gone, and has nothing looked at", async () => {
    const { id, last } = await resumedAfter((numberId) => `delete from phone_numbers where id = ${numberId}`);
    expect(last).toMatchObject({ action: "teardown_overtaken", data: { found: "removed" } });
    expect(harness.jobs).not.toContainEqual({ name: "verify_number", numberId: id });
  });
});
