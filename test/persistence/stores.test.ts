import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../src/domain/audit-chain.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { NOW } from "../support/factories.ts";
import { aNewNumber, record, recordCorrupted } from "../support/new-number.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";
import { alertsContract } from "./contract/alerts.contract.ts";
import { archiveContract } from "./contract/archive.contract.ts";
import { dueIncidentsContract } from "./contract/due-incidents.contract.ts";
import { homeContract } from "./contract/home.contract.ts";
import { incidentsContract } from "./contract/incidents.contract.ts";
import { numbersContract } from "./contract/numbers.contract.ts";
import { onCallContract } from "./contract/on-call.contract.ts";
import { recordsContract } from "./contract/records.contract.ts";
import { resourcesContract } from "./contract/resources.contract.ts";

const ENTRY = {
  at: NOW,
  actor: { kind: "system", name: "test" },
  action: "alert_replaced",
  phoneNumberId: null,
  incidentId: null,
  data: {},
} as const;

describe.each(MIGRATED_DATABASES)("the store on $kind", ({ open }) => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore(open);
  });
  afterAll(() => store.close());
  const database = () => store.database;

  numbersContract(database);
  resourcesContract(database);
  incidentsContract(database);
  dueIncidentsContract(database);
  alertsContract(database);
  onCallContract(database);
  recordsContract(database);
  archiveContract(database);
  homeContract(database);

  describe("a transaction", () => {
    it("leaves nothing behind when its work throws, and lets the error through as it is", async () => {
      const { id } = await record(database());
      const events = (await database().readAudit(1, 10_000)).length;
      store.jobs.log.length = 0;
      const failure = new Error("not today");
      const attempt = database().transaction(async (tx) => {
        await tx.numbers.compareAndSet(id, { statuses: ["active"] }, { status: "corrupted" });
        await tx.audit.append({ ...ENTRY, phoneNumberId: id });
        await tx.enqueue({ name: "verify_number", numberId: id });
        throw failure;
      });
      await expect(attempt).rejects.toBe(failure);
      expect(await database().numbers.find(id)).toMatchObject({ status: "active", version: 0 });
      expect(await database().incidents.latestOf(id)).toBeNull();
      expect(await database().readAudit(1, 10_000)).toHaveLength(events);
      expect(store.jobs.log).toEqual(["enqueued in the transaction: verify_number"]);
    });

    it("fails where a statement failed and its error was caught: PostgreSQL would roll it back without a word", async () => {
      const { id } = await record(database());
      const attempt = database().transaction(async (tx) => {
        await tx.numbers.compareAndSet(id, { statuses: ["active"] }, { status: "deleting" });
        const run = { id: "not-a-uuid", phoneNumberId: id, requestedBy: ENTRY.actor, requestedAt: NOW };
        await tx.teardowns.open(run).catch(() => {});
      });
      await expect(attempt).rejects.toThrow(/aborted/);
      expect(await database().numbers.find(id)).toMatchObject({ status: "active" });
    });

    it("wakes the workers of its jobs once, after it is over, and not for jobs that start later", async () => {
      const { number, incident } = await recordCorrupted(database());
      store.jobs.log.length = 0;
      await database().transaction(async (tx) => {
        await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
        await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
        await tx.enqueue({ name: "verify_number", numberId: number.id });
        await tx.enqueue({ name: "tear_down_number", runId: crypto.randomUUID(), startAfterMs: 1_000 });
        store.jobs.log.push("work is done");
      });
      await database().enqueue({ name: "take_up_incidents" });
      expect(store.jobs.log).toEqual([
        "enqueued in the transaction: sync_alert",
        "enqueued in the transaction: sync_alert",
        "enqueued in the transaction: verify_number",
        "enqueued in the transaction: tear_down_number",
        "work is done",
        "woken: sync_alert, verify_number",
        "enqueued: take_up_incidents",
        "woken: take_up_incidents",
      ]);
    });

    it("gets its turn, however many begin at once", async () => {
      const { id } = await record(database());
      await Promise.all(
        Array.from({ length: 60 }, () =>
          database().transaction(async (tx) => {
            await tx.numbers.compareAndSet(id, { statuses: ["active"] }, { corruptionMessage: "touched" });
            await tx.audit.append(ENTRY);
          }),
        ),
      );
      expect(await database().numbers.find(id)).toMatchObject({ version: 60 });
    });

    it("chains what it appends to the audit log, in order", async () => {
      const [last] = (await database().readAudit(1, 10_000)).slice(-1);
      await database().transaction(async (tx) => {
        await tx.audit.append({ ...ENTRY, action: "claimed" });
        await tx.audit.append({
          ...ENTRY,
          action: "snoozed",
          phoneNumberId: 7,
          incidentId: 8,
          data: { z: 1, a: [0.1, 1e21, { "\u0000k": "\ud800" }], nothing: null, text: "é \u{1F4DE}" },
        });
      });
      await database().audit.append({ ...ENTRY, action: "released" });
      const events = await database().readAudit((last?.seq ?? 0) + 1, 100);
      expect(events.map(({ action }) => action)).toEqual(["claimed", "snoozed", "released"]);
      expect(events[1]).toMatchObject({
        at: NOW,
        actor: ENTRY.actor,
        phoneNumberId: 7,
        incidentId: 8,
        data: { z: 1, a: [0.1, 1e21, { k: "\uFFFD" }], nothing: null, text: "é \u{1F4DE}" },
      });
      expect(firstBrokenLink(await database().readAudit(1, 10_000), sha256Hex)).toBeNull();
    });
  });

  it("reads words that another program or a newer version wrote", async () => {
    const { number, incident } = await recordCorrupted(database(), {
      corruptionCause: "the disk is full",
      corruptionMessage: "ENOSPC",
    });
    expect(incident).toMatchObject({ cause: "the disk is full", message: "ENOSPC" });
    // A newer version brings its own constraints.
    await store.pool.query(
      `ALTER TABLE external_resources DROP CONSTRAINT external_resources_ownership_check`,
    );
    await store.pool.query(`ALTER TABLE incidents DROP CONSTRAINT incidents_end_check`);
    await store.pool.query(
      `INSERT INTO external_resources (phone_number_id, kind, sid, cause, ownership)
       VALUES ($1, 'twilio_sip_trunk', 'TK1', 'solar_flare', 'borrowed')`,
      [number.id],
    );
    expect(await database().resources.of(number.id)).toMatchObject([
      { cause: "unexpected", ownership: "unknown" },
    ]);
    await store.pool.query(
      `UPDATE incidents SET outcome = 'vanished', closed_at = now(), closed_by = '{"kind":"ghost"}', closed_basis = 'hearsay' WHERE id = $1`,
      [incident.id],
    );
    expect(await database().incidents.find(incident.id)).toMatchObject({
      outcome: "resolved_elsewhere",
      closedBy: { kind: "system", name: "unknown" },
      closedBasis: null,
    });
  });

  it("refuses to read a kind that it does not know: a resource left out would pass for settled", async () => {
    const { id } = await record(database());
    await store.pool.query(
      "INSERT INTO external_resources (phone_number_id, kind, sid) VALUES ($1, 'twilio_fax_line', 'FX1')",
      [id],
    );
    await expect(database().resources.of(id)).rejects.toThrow('unknown kind of resource: "twilio_fax_line"');
  });

  it("stores an auth token encrypted, with the row and not without it", async () => {
    const token = "0123456789abcdef0123456789abcdef";
    const asked = aNewNumber();
    const number = await database().numbers.create(asked, token);
    expect(number).toMatchObject({ hasTwilioCredentials: true });
    const sealed = await database().findToken(number!.id);
    expect(sealed?.accountSid).toBe(asked.twilioAccountSid);
    expect(Buffer.from(sealed!.ciphertext).includes(token)).toBe(false);
    const owner = { phoneNumberId: number!.id, accountSid: sealed!.accountSid };
    expect(store.secretBox.open(sealed!, owner)).toBe(token);

    expect(await database().numbers.create(asked, token)).toBeNull();
    const stored = await store.pool.query("SELECT count(*)::int AS count FROM twilio_credentials");
    expect(stored.rows[0].count).toBe(1);
    const without = aNewNumber({ twilioAccountSid: null });
    await expect(database().numbers.create(without, token)).rejects.toThrow(/account/);
    expect(await database().numbers.findByPhoneNumber(without.phoneNumber)).toBeNull();
  });
});
