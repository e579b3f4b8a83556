import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Conflict, NotFound } from "../../src/domain/errors.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const BY = { kind: "slack_user", id: "U000ONCALL" } as const;

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** What the worker does with the job of a run. */
const work = (runId: string) => harness.operations.resumeTeardown(runId);

describe("a delete that a person confirmed", () => {
  it("is written down with its job before anything is removed, and then happens to its end", async () => {
    const { number } = await harness.importedNumber();
    harness.jobs.length = 0;
    const run = await harness.operations.startDelete(number.id, number.version, BY);
    expect(harness.jobs).toEqual([{ name: "tear_down_number", runId: run.id, startAfterMs: 0 }]);
    expect(harness.outside.calls).toEqual([]);
    expect(await harness.operations.deleteState(run.id)).toEqual({ state: "under_way" });
    await work(run.id);
    expect(await harness.operations.deleteState(run.id)).toEqual({ state: "removed" });
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    const history = (await harness.auditOf(number.id)).map(({ action, actor }) => [action, actor]);
    expect(history.slice(-2)).toEqual([
      ["delete_requested", BY],
      ["teardown_verified", BY],
    ]);
  });

  it("is begun once, by whoever was first", async () => {
    const { number } = await harness.importedNumber();
    const tries = await Promise.allSettled(
      ["U1", "U2", "U3"].map((id) =>
        harness.operations.startDelete(number.id, number.version, { kind: "slack_user", id }),
      ),
    );
    const won = tries.filter((result) => result.status === "fulfilled");
    const lost = tries.filter((result) => result.status === "rejected");
    expect(won).toHaveLength(1);
    for (const { reason } of lost) {
      expect(reason).toBeInstanceOf(Conflict);
      expect((reason as Conflict).by).toEqual(won[0]?.value.requestedBy);
    }
  });

  it("is not begun on a record that was changed since it was shown", async () => {
    const { number } = await harness.importedNumber();
    await harness.sql(`update phone_numbers set label = 'moved' where id = ${number.id}`);
    const attempt = harness.operations.startDelete(number.id, number.version, BY);
    await expect(attempt).rejects.toMatchObject({ code: "conflict", by: null });
    expect(await harness.database.numbers.find(number.id)).toMatchObject({ status: "active" });
  });

  it("that failed says so, with what is left and the incident that was opened", async () => {
    const { number } = await harness.importedNumber();
    const run = await harness.operations.startDelete(number.id, number.version, BY);
    harness.outside.failing.account = "credentials";
    await work(run.id);
    const end = await harness.operations.deleteState(run.id);
    expect(end).toMatchObject({
      state: "corrupted",
      number: { status: "corrupted", corruptionCause: "credentials" },
      incident: { phoneNumberId: number.id, closedAt: null },
    });
    const again = await harness.database.numbers.find(number.id);
    await harness.sql(`delete from phone_numbers where id = ${number.id}`);
    expect(again?.status).toBe("corrupted");
    expect(await harness.operations.deleteState(run.id)).toEqual({ state: "overtaken" });
  });

  it("cleans up a corrupted number like a retry", async () => {
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    const corrupted = await harness.database.numbers.find(number.id);
    const run = await harness.operations.startDelete(number.id, corrupted!.version, BY);
    await work(run.id);
    expect(await harness.operations.deleteState(run.id)).toEqual({ state: "removed" });
    expect(await harness.database.incidents.latestOf(number.id)).toMatchObject({ outcome: "removed" });
  });

  it("says that another program was faster", async () => {
    const { number } = await harness.importedNumber();
    const run = await harness.operations.startDelete(number.id, number.version, BY);
    await harness.sql(`delete from phone_numbers where id = ${number.id}`);
    await work(run.id);
    expect(await harness.operations.deleteState(run.id)).toEqual({ state: "overtaken" });
  });

  it("is not known under another id", async () => {
    await expect(harness.operations.deleteState(randomUUID())).rejects.toBeInstanceOf(NotFound);
    await expect(harness.operations.startDelete(2_000_000_000, 0, BY)).rejects.toBeInstanceOf(NotFound);
  });
});
