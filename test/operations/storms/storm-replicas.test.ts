import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../../src/domain/audit-chain.ts";
import { createTakeUpIncidents } from "../../../src/operations/take-up-incidents.ts";
import { sha256Hex } from "../../../src/persistence/audit-log.ts";
import type { StoredDatabase } from "../../../src/persistence/create-database.ts";
import { openReplicas, type Replicas } from "../../support/replicas.ts";
import { SETTINGS } from "../../support/settings.ts";
import { anAccount } from "./storm-harness.ts";

let replicas: Replicas;
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());

const sweep = (replica: StoredDatabase) =>
  createTakeUpIncidents({
    database: replica,
    clock: { now: () => new Date(), sleep: async () => {} },
    ids: { uuid: randomUUID, random: Math.random },
    settings: { ...SETTINGS, stormThreshold: 5 },
  })();

const sql = async (text: string) => (await replicas.first.pool.query(text)).rows;
const corrupted = (amount: number, account: string) =>
  sql(`INSERT INTO phone_numbers (phone_number, label, status, corruption_cause, twilio_account_sid)
    SELECT '+1' || (3000000000 + (SELECT coalesce(max(id), 0) FROM phone_numbers) + n), 'Line', 'corrupted',
      'credentials', '${account}' FROM generate_series(1, ${amount}) n`);
const membersOf = (account: string) =>
  sql(`SELECT storm_id, own_message, count(*)::int AS members FROM incidents WHERE account = '${account}'
    GROUP BY 1, 2`);

describe("two replicas that sweep at once", () => {
  it("open one storm, and every incident is a member once", async () => {
    const account = anAccount();
    await corrupted(60, account);
    await replicas.race(6, sweep);
    expect(await sql(`SELECT count(*)::int AS storms FROM storms WHERE account = '${account}'`)).toEqual([
      { storms: 1 },
    ]);
    expect(await membersOf(account)).toEqual([
      { storm_id: expect.any(Number), own_message: false, members: 60 },
    ]);
    const told =
      await sql(`SELECT count(*)::int AS events, count(DISTINCT audit_events.phone_number_id)::int AS numbers
      FROM audit_events JOIN incidents ON incidents.id = incident_id
      WHERE action = 'corruption_reported' AND account = '${account}'`);
    expect(told).toEqual([{ events: 60, numbers: 60 }]);
  });

  it("lose nobody who is corrupted or resolved meanwhile", async () => {
    const account = anAccount();
    const others = async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await corrupted(6, account);
        await sql(
          `UPDATE phone_numbers SET status = 'active' WHERE id = (SELECT max(id) FROM phone_numbers)`,
        );
      }
    };
    await Promise.all([others(), replicas.race(8, sweep), replicas.race(8, sweep)]);
    await replicas.race(2, sweep);
    const open = await sql(`SELECT count(*)::int AS lost FROM incidents incident
      LEFT JOIN storms storm ON storm.id = incident.storm_id
      WHERE incident.account = '${account}' AND incident.closed_at IS NULL
        AND NOT incident.own_message AND (storm.id IS NULL OR storm.ended_at IS NOT NULL)`);
    expect(open).toEqual([{ lost: 0 }]);
    const untaken = await sql(`SELECT 1 FROM incidents WHERE taken_up_at IS NULL AND closed_at IS NULL`);
    expect(untaken).toEqual([]);
    expect(firstBrokenLink(await replicas.first.database.readAudit(1, 100_000), sha256Hex)).toBeNull();
  });

  it("gather ten thousand that plain SQL corrupted with one sweep", async () => {
    const account = anAccount();
    await corrupted(10_000, account);
    await Promise.all(replicas.both.map(sweep));
    expect(await membersOf(account)).toEqual([
      { storm_id: expect.any(Number), own_message: false, members: 10_000 },
    ]);
    const [{ id }] = (await sql(`SELECT id FROM storms WHERE account = '${account}'`)) as [{ id: number }];
    const { storms } = replicas.first.database;
    expect(await storms.counts(id)).toMatchObject({ open: 10_000 });
    expect(await storms.listMembers(id, { offset: 9_980, limit: 20 })).toHaveLength(20);
  }, 60_000);
});
