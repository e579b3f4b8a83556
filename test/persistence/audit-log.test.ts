import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditAction } from "../../src/domain/audit-action.ts";
import { firstBrokenLink } from "../../src/domain/audit-chain.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { NOW } from "../support/factories.ts";
import { record } from "../support/new-number.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";

let replicas: Replicas;
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());
const database = () => replicas.first.database;

const entry = (action: string) => ({
  at: NOW,
  actor: { kind: "system", name: "test" } as const,
  // Any word: what is chained is not what it says.
  action: action as AuditAction,
  phoneNumberId: null,
  incidentId: null,
  data: {},
});

describe("the audit log", () => {
  let admin: pg.Client;
  beforeAll(async () => {
    admin = new pg.Client(replicas.first.url!);
    await admin.connect();
  });
  afterAll(() => admin.end());
  beforeEach(async () => {
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query("TRUNCATE audit_events");
    await admin.query("ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only");
  });
  const everything = () => database().readAudit(1, 10_000);

  it("is one unbroken chain after 50 appends at once, also from transactions that fail", async () => {
    await replicas.race(50, async (replica, i) => {
      if (i % 5 === 4) {
        const failing = replica.transaction(async (tx) => {
          await tx.audit.append(entry(`rolled back ${i}`));
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
      } else if (i % 2 === 0) await replica.audit.append(entry(`event ${i}`));
      else
        await replica.transaction(async (tx) => {
          await tx.audit.append(entry(`event ${i}`));
          await tx.audit.append(entry(`event ${i} again`));
        });
    });
    const events = await everything();
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(events.filter(({ action }) => action.startsWith("rolled back"))).toEqual([]);
    expect(firstBrokenLink(events, sha256Hex)).toBeNull();
  });

  it("is read in pages", async () => {
    for (const action of ["a", "b", "c"]) await database().audit.append(entry(action));
    expect((await database().readAudit(2, 1)).map(({ action }) => action)).toEqual(["b"]);
    expect((await database().readAudit(2, 10)).map(({ action }) => action)).toEqual(["b", "c"]);
    expect(await database().readAudit(4, 10)).toEqual([]);
  });

  it.each(["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"])(
    "refuses, from everybody: %s",
    async (sql) => {
      await database().audit.append(entry("kept"));
      await expect(admin.query(sql)).rejects.toThrow("audit_events is append-only");
      expect(await everything()).toMatchObject([{ action: "kept" }]);
    },
  );

  it.each([
    ["what was done", "UPDATE audit_events SET action = 'forged' WHERE seq = 2"],
    ["who did it", `UPDATE audit_events SET actor = actor || '{"name":"somebody else"}' WHERE seq = 2`],
    ["who did it, in a form that nobody knows", `UPDATE audit_events SET actor = '"me"' WHERE seq = 2`],
    ["when", "UPDATE audit_events SET at = at + interval '1 ms' WHERE seq = 2"],
    ["when, as never", "UPDATE audit_events SET at = 'infinity' WHERE seq = 2"],
    ["to which number", "UPDATE audit_events SET phone_number_id = 1 WHERE seq = 2"],
    ["the evidence", `UPDATE audit_events SET data = '{"more":1}' WHERE seq = 2`],
  ])("shows that a row was tampered with: %s", async (_, sql) => {
    for (const action of ["a", "b", "c"]) await database().audit.append(entry(action));
    expect(firstBrokenLink(await everything(), sha256Hex)).toBeNull();
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query(sql);
    expect(firstBrokenLink(await everything(), sha256Hex)).toBe(2);
  });

  it("shows a row that was put in before the first one", async () => {
    for (const action of ["a", "b"]) await database().audit.append(entry(action));
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER USER");
    await admin.query(
      `INSERT INTO audit_events SELECT 0, at, actor, 'forged', phone_number_id, incident_id, data, prev_hash, 'f'
         FROM audit_events WHERE seq = 1`,
    );
    await admin.query("ALTER TABLE audit_events ENABLE TRIGGER USER");
    const stored = await database().readAudit(null, 10);
    expect(stored.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(firstBrokenLink(stored, sha256Hex)).toBe(0);
  });

  it("is missed where a number is recorded, and not where none is", async () => {
    expect(await database().hasAuditedRecords()).toBe(false);
    const { id } = await record(database(), { status: "provisioning" });
    // Being set up.
    expect(await database().hasAuditedRecords()).toBe(false);
    await admin.query("UPDATE phone_numbers SET status = 'active' WHERE id = $1", [id]);
    expect(await database().hasAuditedRecords()).toBe(true);
    await admin.query("DELETE FROM phone_numbers");
    expect(await database().hasAuditedRecords()).toBe(false);
  });

  it("shows that a row was taken out", async () => {
    for (const action of ["a", "b", "c"]) await database().audit.append(entry(action));
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query("DELETE FROM audit_events WHERE seq = 2");
    expect(firstBrokenLink(await everything(), sha256Hex)).toBe(3);
  });
});
