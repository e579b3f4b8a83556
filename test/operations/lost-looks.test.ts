import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** What stands there where a process died between the record of a number and its first look. */
async function neverSeen() {
  const { number } = await harness.importedNumber();
  await harness.sql(
    `UPDATE external_resources SET state = 'unknown', ownership = 'unknown', checked_at = NULL, first_seen_at = NULL,
       first_seen_under = NULL, last_seen_at = NULL WHERE phone_number_id = ${number.id}`,
  );
  harness.outside.calls.length = 0;
  return number;
}

describe("what was never seen here cannot be proven gone, so", () => {
  it("an import enqueues its first look with the record, and the look is made where it died before", async () => {
    harness.jobs.length = 0;
    const number = await neverSeen();
    expect(harness.jobs).toContainEqual({ name: "look_first", numberId: number.id, startAfterMs: 40_000 });
    await harness.operations.lookFirst(number.id);
    const resources = await harness.database.resources.of(number.id);
    expect(resources.map(({ state }) => state)).toEqual(resources.map(() => "present"));
    expect(resources.filter(({ firstSeenAt }) => firstSeenAt === null)).toEqual([]);
  });

  it("that look is not made where the import has made it", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.calls.length = 0;
    await harness.operations.lookFirst(number.id);
    expect(harness.outside.calls).toEqual([]);
  });

  it("a number that owns nothing is not looked at", async () => {
    harness.jobs.length = 0;
    await harness.importedNumber(harness.bareNumber());
    expect(harness.jobs.filter(({ name }) => name === "look_first")).toEqual([]);
  });

  it("a teardown writes down what it sees before it removes it: whoever goes on after its death proves it gone", async () => {
    const number = await neverSeen();
    let changes = 0;
    harness.outside.onPerform = () => {
      changes += 1;
      // By then the link that proves whose trunk it is has been removed.
      return changes > 4 ? new Promise(() => {}) : undefined;
    };
    void harness.operations.deleteNumber(number.id, ACTOR);
    await vi.waitFor(() => expect(changes).toBeGreaterThan(4), { timeout: 20_000 });
    harness.outside.onPerform = null;
    const run = await harness.database.teardowns.openOf(number.id);
    harness.clock.advance(60_000);
    expect(await harness.operations.resumeTeardown(run?.id ?? "")).toEqual({ done: true });
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    expect((await harness.auditOf(number.id)).at(-1)?.action).toBe("teardown_verified");
  });
});
