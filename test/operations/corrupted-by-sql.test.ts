import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const BY = { kind: "api_token", name: "platform" } as const;

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** As another program does it: the trigger opens the incident, and the sweep has not come to it yet. */
async function corruptedBySql(): Promise<number> {
  const { number } = await harness.importedNumber();
  await harness.sql(
    `UPDATE phone_numbers SET status = 'corrupted', corruption_cause = 'in_use', corruption_message = 'busy'
     WHERE id = ${number.id}`,
  );
  return number.id;
}

const BEGINNING = {
  action: "corruption_reported",
  actor: { kind: "system", name: "database trigger" },
  data: { cause: "in_use", message: "busy" },
};

it.each([
  {
    act: "force-deletes",
    end: (id: number) => harness.operations.forceDeleteByApi(id, "platform"),
    after: ["force_delete_confirmed"],
  },
  {
    act: "cleans up and deletes",
    end: (id: number) => harness.operations.deleteNumber(id, BY),
    after: ["delete_requested", "teardown_verified"],
  },
])(
  "tells the audit log how it began of a number that somebody $act sooner than the sweep",
  async ({ end, after }) => {
    const id = await corruptedBySql();
    await end(id);
    const events = (await harness.auditOf(id)).slice(1);
    expect(events[0]).toMatchObject(BEGINNING);
    expect(events[0]?.incidentId).toBe(events[1]?.incidentId);
    await harness.operations.takeUpIncidents();
    const actions = (await harness.auditOf(id)).slice(1).map(({ action }) => action);
    expect(actions.filter((action) => ["corruption_reported", ...after].includes(action))).toEqual([
      "corruption_reported",
      ...after,
    ]);
  },
);

it("tells it once where the sweep was first", async () => {
  const id = await corruptedBySql();
  await harness.operations.takeUpIncidents();
  await harness.operations.forceDeleteByApi(id, "platform");
  const actions = (await harness.auditOf(id)).map(({ action }) => action);
  expect(actions.filter((action) => action === "corruption_reported")).toHaveLength(1);
});
