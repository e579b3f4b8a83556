import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTakeUpIncidents } from "../../src/operations/take-up-incidents.ts";
import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";
import { SETTINGS } from "../support/settings.ts";

let replicas: Replicas;
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const database = () => replicas.first.database;

/** What every replica does every five seconds. */
const sweep = (replica: StoredDatabase) =>
  createTakeUpIncidents({
    database: replica,
    clock: { now: () => new Date(), sleep: async () => {} },
    ids: { uuid: randomUUID, random: Math.random },
    settings: SETTINGS,
  })();

async function auditOf(numberId: number, action: string) {
  const events = await database().readAudit(1, 10_000);
  return events.filter((event) => event.phoneNumberId === numberId && event.action === action);
}

describe("many replicas that sweep at once", () => {
  it("start exactly one run of each automatic try that is due", async () => {
    const corrupted = await Promise.all(Array.from({ length: 5 }, () => recordCorrupted(database())));
    for (const { incident } of corrupted)
      await database().incidents.change(incident.id, { nextRetryAt: ago(1), mentionedAt: ago(1) });
    await replicas.race(8, sweep);
    for (const { number, incident } of corrupted) {
      expect(await database().numbers.find(number.id)).toMatchObject({ status: "deleting" });
      expect(await database().incidents.find(incident.id)).toMatchObject({ retries: 1, nextRetryAt: null });
      expect(await auditOf(number.id, "automatic_retry_started")).toHaveLength(1);
      expect(await auditOf(number.id, "delete_requested")).toHaveLength(1);
    }
    const { rows } = await replicas.first.pool.query("select count(*)::int as runs from teardown_runs");
    expect(rows).toEqual([{ runs: corrupted.length }]);
  });

  it("leave the number to a person who retries at the same moment, or are left by them: one run", async () => {
    const { number, incident } = await recordCorrupted(database());
    await database().incidents.change(incident.id, { nextRetryAt: ago(1), mentionedAt: ago(1) });
    const byPerson = (replica: StoredDatabase) =>
      replica.transaction(async (tx) => {
        const status = { statuses: ["corrupted"] } as const;
        if ((await tx.numbers.compareAndSet(number.id, status, { status: "deleting" })) === null) return;
        const requestedBy = { kind: "slack_user", id: "U1" } as const;
        await tx.teardowns.open({
          id: randomUUID(),
          phoneNumberId: number.id,
          requestedBy,
          requestedAt: new Date(),
        });
        await tx.incidents.change(incident.id, { nextRetryAt: null });
      });
    await replicas.race(8, (replica, index) => (index < 4 ? sweep(replica) : byPerson(replica)));
    const { rows } = await replicas.first.pool.query(
      `select count(*)::int as runs from teardown_runs where phone_number_id = ${number.id}`,
    );
    expect(rows).toEqual([{ runs: 1 }]);
  });

  it("say each reminder once", async () => {
    const reminded = await Promise.all(Array.from({ length: 5 }, () => recordCorrupted(database())));
    for (const [index, { incident }] of reminded.entries()) {
      await database().alerts.posted(incident.id, { channel: "C1", ts: "1700000000.000100" });
      await database().incidents.change(incident.id, index % 2 === 0 ? { mentionedAt: ago(16) } : {});
    }
    await replicas.race(8, sweep);
    for (const { number } of reminded) expect(await auditOf(number.id, "reminded")).toHaveLength(1);
    const { rows } = await replicas.first.pool.query("select count(*)::int as notes from incident_notes");
    expect(rows).toEqual([{ notes: reminded.length }]);
  });
});
