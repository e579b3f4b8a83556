import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const PLATFORM = { kind: "api_token", name: "platform" } as const;
const MINUTE_MS = 60_000;

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** A corrupted number whose automatic try is due. */
async function dueForRetry(): Promise<number> {
  const { number } = await harness.importedNumber();
  harness.outside.failing = { sight: "unavailable" };
  await harness.operations.deleteNumber(number.id, PLATFORM);
  harness.outside.failing = {};
  harness.clock.advance(2 * MINUTE_MS);
  return number.id;
}

/** A number that another program has corrupted by plain SQL. */
async function corruptedBySql(): Promise<number> {
  const { number } = await harness.importedNumber();
  await harness.sql(`UPDATE phone_numbers SET status = 'corrupted' WHERE id = ${number.id}`);
  return number.id;
}

/** Writes of that number in the table are refused, as a row refuses them that breaks a rule which came later. */
async function refuse(table: string, event: string, numberId: number): Promise<() => Promise<unknown>> {
  await harness.sql(`CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.phone_number_id = ${numberId} THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER refuse_one BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_one()`);
  return () => harness.sql(`DROP TRIGGER refuse_one ON ${table}; DROP FUNCTION refuse_one`);
}

const wasTold = async (id: number) =>
  (await harness.auditOf(id)).some(({ action }) => action === "corruption_reported");
const isBeingRetried = async (id: number) => (await harness.database.teardowns.openOf(id)) !== null;
const alertsOf = (id: number) =>
  [...harness.alerts.messages.values()].filter(({ facts }) => facts.incident.phoneNumberId === id);

describe("a sweep that cannot do something for one number", () => {
  it("does everything else, and tells at its end what it could not do", async () => {
    const [stuck, due] = [await dueForRetry(), await dueForRetry()];
    const allow = await refuse("teardown_runs", "INSERT", stuck);
    await expect(harness.operations.takeUpIncidents()).rejects.toThrow("not this one");
    await allow();
    expect([await isBeingRetried(stuck), await isBeingRetried(due)]).toEqual([false, true]);
  });

  it("takes up what is new also where it cannot be seen what is a storm", async () => {
    const [stuck, silent] = [await corruptedBySql(), await corruptedBySql()];
    const allow = await refuse("incidents", "UPDATE OF account", stuck);
    await expect(harness.operations.takeUpIncidents()).rejects.toThrow("not this one");
    expect([await wasTold(stuck), await wasTold(silent)]).toEqual([true, true]);
    const { id } = (await harness.database.incidents.openOf(silent)) ?? { id: 0 };
    await expect(harness.operations.syncAlert(id)).rejects.toThrow("not this one");
    expect(alertsOf(silent)).toHaveLength(1);
    expect(await harness.operations.syncAlert(id)).toEqual({ done: true });
    await allow();
  });

  it("does what is new without waiting for a number that another program keeps locked", async () => {
    const [locked, silent] = [await dueForRetry(), await corruptedBySql()];
    const other = new pg.Client(harness.url);
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM phone_numbers WHERE id = $1 FOR UPDATE", [locked]);
    const sweep = harness.operations.takeUpIncidents();
    await harness.operations.takeUpNew();
    expect([await wasTold(silent), await isBeingRetried(locked)]).toEqual([true, false]);
    await other.query("ROLLBACK");
    await other.end();
    await sweep;
    expect(await isBeingRetried(locked)).toBe(true);
  });
});
