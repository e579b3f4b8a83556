import { afterAll, beforeAll, expect, it } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const DAY_MS = 24 * 60 * 60_000;
const A = "U000ONCALL";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());

it("forgets a force-delete window a week after it was opened, and says so to whoever comes back to it", async () => {
  const { operations, clock, database } = harness;
  const { number } = await harness.importedNumber();
  await harness.corrupt(number.id);
  const old = await operations.openForceDelete(number.id, A);
  clock.advance(6 * DAY_MS);
  const young = await operations.openForceDelete(number.id, A);
  await operations.takeUpIncidents();
  expect(await database.modals.find(old.modalId)).not.toBeNull();
  clock.advance(DAY_MS + 1_000);
  await operations.takeUpIncidents();
  expect(await database.modals.find(old.modalId)).toBeNull();
  expect(await database.modals.find(young.modalId)).not.toBeNull();
  await expect(operations.checkForceDelete(old.modalId)).rejects.toThrow(/not known any more. Open it again/);
});
