import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../support/new-number.ts";
import { type OpenStore, openPostgres, openStore } from "../support/open-store.ts";

let store: OpenStore;
beforeAll(async () => {
  store = await openStore(openPostgres);
});
afterAll(() => store.close());

describe("another program with rights on phone_numbers alone", () => {
  const ROLE = `platform_${crypto.randomUUID().replaceAll("-", "")}`;
  let platform: pg.Client;
  beforeAll(async () => {
    await store.pool.query(`CREATE ROLE ${ROLE} LOGIN`);
    await store.pool.query(`GRANT SELECT, INSERT, UPDATE ON phone_numbers TO ${ROLE}`);
    await store.pool.query(`GRANT USAGE ON SEQUENCE phone_numbers_id_seq TO ${ROLE}`);
    const url = new URL(store.url!);
    url.username = ROLE;
    platform = new pg.Client(url.href);
    await platform.connect();
  });
  afterAll(async () => {
    await platform.end();
    await store.pool.query(`DROP OWNED BY ${ROLE}`);
    await store.pool.query(`DROP ROLE ${ROLE}`);
  });

  it("corrupts a number by plain SQL: the incident is there and is announced", async () => {
    const { id, phoneNumber } = await record(store.database);
    const listener = await store.pool.connect();
    try {
      const announced = new Promise<string | undefined>((resolve) =>
        listener.once("notification", ({ payload }) => resolve(payload)),
      );
      await listener.query("LISTEN lineman_incidents");
      await platform.query(
        "UPDATE phone_numbers SET status = 'corrupted', corruption_cause = 'their cause' WHERE id = $1",
        [id],
      );
      const incident = await store.database.incidents.openOf(id);
      expect(incident).toMatchObject({ phoneNumber, cause: "their cause", ordinal: 1 });
      expect(await announced).toBe(String(incident?.id));
      expect(await store.database.incidents.listUntaken(1_000)).toContain(incident?.id);
      expect(await store.database.alerts.listBehind(1_000)).toContain(incident?.id);
    } finally {
      await listener.query("UNLISTEN *");
      listener.release();
    }
  });

  it("can insert a corrupted number, and one update of many rows opens an incident for each", async () => {
    const { rows } = await platform.query(
      "INSERT INTO phone_numbers (phone_number, status) VALUES ('+49301', 'corrupted'), ('+49302', 'active'), ('+49303', 'active') RETURNING id",
    );
    const ids = rows.map((row: { id: number }) => row.id);
    await platform.query("UPDATE phone_numbers SET status = 'corrupted' WHERE id = ANY($1)", [ids]);
    for (const id of ids) expect(await store.database.incidents.latestOf(id)).toMatchObject({ ordinal: 1 });
  });

  it("cannot touch the incidents or the audit log itself, nor call the function of the trigger", async () => {
    for (const table of ["incidents", "audit_events", "twilio_credentials"])
      await expect(platform.query(`SELECT * FROM ${table}`)).rejects.toThrow("permission denied");
    await expect(platform.query("SELECT lineman_open_incident()")).rejects.toThrow(/permission denied/);
  });

  it("cannot write a status that does not exist", async () => {
    await expect(platform.query("UPDATE phone_numbers SET status = 'broken'")).rejects.toThrow(
      /status_check/,
    );
  });
});
