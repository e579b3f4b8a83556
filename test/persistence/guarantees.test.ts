import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aResource } from "../support/factories.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";
import { type SeededCases, seedCases } from "./seeded-cases.ts";

describe.each(MIGRATED_DATABASES)("whatever plain SQL asks of $kind", ({ open }) => {
  let store: OpenStore;
  const sql = (text: string, values: unknown[] = []) => store.pool.query(text, values);
  beforeAll(async () => {
    store = await openStore(open);
    await sql(
      "INSERT INTO audit_events (seq, at, actor, action, data, prev_hash, hash) VALUES (1, now(), '{}', 'x', '{}', $1, $2)",
      ["0".repeat(64), "a".repeat(64)],
    );
  });
  afterAll(() => store.close());

  it.each([
    [
      "an outcome that does not exist",
      (s) =>
        `UPDATE incidents SET closed_at = now(), closed_by = '{}', outcome = 'vanished' WHERE id = ${s.opened.incident.id}`,
    ],
    [
      "an end without an outcome",
      (s) => `UPDATE incidents SET closed_at = now(), closed_by = '{}' WHERE id = ${s.opened.incident.id}`,
    ],
    [
      "an outcome without an end",
      (s) => `UPDATE incidents SET outcome = 'removed' WHERE id = ${s.opened.incident.id}`,
    ],
    [
      "an end by nobody",
      (s) => `UPDATE incidents SET closed_at = now(), outcome = 'removed' WHERE id = ${s.opened.incident.id}`,
    ],
    [
      "a basis that does not exist",
      (s) =>
        `UPDATE incidents SET closed_at = now(), closed_by = '{}', outcome = 'force_deleted', closed_basis = 'hearsay' WHERE id = ${s.opened.incident.id}`,
    ],
    ["a case before the first", (s) => `UPDATE incidents SET ordinal = 0 WHERE id = ${s.opened.incident.id}`],
    [
      "a case that begins again",
      (s) =>
        `UPDATE incidents SET closed_at = NULL, outcome = NULL, closed_by = NULL WHERE id = ${s.closed.incident.id}`,
    ],
    [
      "a case that ends twice",
      (s) => `UPDATE incidents SET outcome = 'force_deleted' WHERE id = ${s.closed.incident.id}`,
    ],
    ["a case that is removed", (s) => `DELETE FROM incidents WHERE id = ${s.closed.incident.id}`],
    ["cases that are emptied away", () => "TRUNCATE incidents CASCADE"],
    [
      "a second open case of a number",
      (s) =>
        `INSERT INTO incidents (phone_number_id, ordinal, phone_number, label) VALUES (${s.opened.number.id}, 9, '', '')`,
    ],
    [
      "a run that ends without an outcome",
      (s) => `UPDATE teardown_runs SET finished_at = now() WHERE id = '${s.running}'`,
    ],
    [
      "a run with an outcome that does not exist",
      (s) =>
        `UPDATE teardown_runs SET finished_at = now(), outcome = 'gone fishing' WHERE id = '${s.running}'`,
    ],
    [
      "a run that ends twice",
      (s) => `UPDATE teardown_runs SET outcome = 'corrupted' WHERE id = '${s.ended}'`,
    ],
    [
      "a second run of a number",
      (s) =>
        `INSERT INTO teardown_runs (id, phone_number_id, requested_by, requested_at) VALUES (gen_random_uuid(), ${s.opened.number.id}, '{}', now())`,
    ],
    [
      "a step that ends without an outcome",
      (s) =>
        `INSERT INTO teardown_steps (run_id, action, kind, sid, started_at, finished_at) VALUES ('${s.running}', 'remove', 'twilio_sip_trunk', 'TK', now(), now())`,
    ],
    [
      "a set-up that ends in a word that does not exist",
      (s) =>
        `INSERT INTO provisionings (id, phone_number_id, requested_by, requested_at, finished_at, outcome) VALUES (gen_random_uuid(), ${s.opened.number.id}, '{}', now(), now(), 'done')`,
    ],
    [
      "a wish in a state that does not exist",
      (s) => `UPDATE force_delete_requests SET state = 'maybe' WHERE id = '${s.wish}'`,
    ],
    [
      "a wish that nobody decided",
      (s) => `UPDATE force_delete_requests SET state = 'approved' WHERE id = '${s.wish}'`,
    ],
    [
      "a wish that is decided twice",
      (s) => `UPDATE force_delete_requests SET state = 'approved' WHERE id = '${s.decided}'`,
    ],
    [
      "a wish about no case",
      (s) => `UPDATE force_delete_requests SET incident_id = 2000000000 WHERE id = '${s.wish}'`,
    ],
    [
      "a second wish that waits",
      (s) =>
        `INSERT INTO force_delete_requests (id, incident_id, phone_number_id, requested_by, requested_at, expires_at, reason, shown) VALUES (gen_random_uuid(), ${s.opened.incident.id}, ${s.opened.number.id}, '{}', now(), now(), '', '{}')`,
    ],
    ["a leftover of no case", () => "UPDATE leftovers SET incident_id = 2000000000"],
    ["a leftover that is removed", () => "DELETE FROM leftovers"],
    ["leftovers that are emptied away", () => "TRUNCATE leftovers"],
    ["a state of a leftover that does not exist", () => "UPDATE leftovers SET state = 'lost'"],
    [
      "an ownership that does not exist",
      (s) =>
        `INSERT INTO external_resources (phone_number_id, kind, sid, ownership) VALUES (${s.opened.number.id}, 'twilio_sip_trunk', 'TKx', 'borrowed')`,
    ],
    [
      "a task of a storm in a state that does not exist",
      (s) =>
        `WITH storm AS (INSERT INTO storms (cause, account, opened_at) VALUES (gen_random_uuid(), '', now()) RETURNING id) INSERT INTO storm_tasks (storm_id, incident_id, phone_number_id, state) SELECT id, ${s.opened.incident.id}, 1, 'lazy' FROM storm`,
    ],
    [
      "work of a storm that does not exist",
      () =>
        "INSERT INTO storms (cause, account, opened_at, work_kind, work_started_at) VALUES ('', gen_random_uuid(), now(), 'delete', now())",
    ],
    [
      "a status that does not exist",
      (s) => `UPDATE phone_numbers SET status = 'broken' WHERE id = ${s.opened.number.id}`,
    ],
    [
      "an audit event after a gap",
      () =>
        `INSERT INTO audit_events (seq, at, actor, action, data, prev_hash, hash) SELECT max(seq) + 2, now(), '{}', 'x', '{}', max(hash), repeat('b', 64) FROM audit_events`,
    ],
    [
      "an audit event that hangs on another one",
      () =>
        `INSERT INTO audit_events (seq, at, actor, action, data, prev_hash, hash) SELECT max(seq) + 1, now(), '{}', 'x', '{}', repeat('c', 64), repeat('b', 64) FROM audit_events`,
    ],
    [
      "an audit event with a hash that is none",
      () =>
        `INSERT INTO audit_events (seq, at, actor, action, data, prev_hash, hash) SELECT 2, now(), '{}', 'x', '{}', hash, 'none' FROM audit_events WHERE seq = 1`,
    ],
    [
      "an audit event before the first",
      () =>
        `INSERT INTO audit_events (seq, at, actor, action, data, prev_hash, hash) VALUES (0, now(), '{}', 'x', '{}', repeat('0', 64), repeat('b', 64))`,
    ],
  ] as const satisfies readonly (readonly [string, (seeded: SeededCases) => string])[])(
    "%s is refused",
    async (_what, statement) => {
      const seeded = await seedCases(store.database);
      await expect(sql(statement(seeded))).rejects.toThrow(
        /violates|kept for ever|ended already|does not follow|cannot truncate/,
      );
    },
  );

  it("what a number leaves behind outlives it", async () => {
    const { closed, opened } = await seedCases(store.database);
    const secret = `INSERT INTO twilio_credentials (phone_number_id, account_sid, key_id, nonce, ciphertext, auth_tag)
      VALUES (${closed.number.id}, 'AC', 'k', '', '', '')`;
    await sql(secret);
    await store.database.resources.save(closed.number.id, [aResource("twilio_sip_trunk")]);
    await sql("DELETE FROM phone_numbers WHERE id = ANY($1)", [[closed.number.id, opened.number.id]]);
    for (const table of [
      "incidents",
      "leftovers",
      "external_resources",
      "teardown_runs",
      "force_delete_requests",
      "twilio_credentials",
    ]) {
      const { rows } = await sql(`SELECT count(*)::int AS left FROM ${table} WHERE phone_number_id = $1`, [
        closed.number.id,
      ]);
      expect([table, rows[0].left]).toEqual([table, 1]);
    }
  });

  it("a list of more than a hundred ids is refused, and one that is there already does not stop a change", async () => {
    const ids = (amount: number) => Array.from({ length: amount }, (_, index) => `CL${index}`);
    const { number } = await recordCorrupted(store.database, { twilioCredentialListSids: ids(100) });
    const grow = (column: string) =>
      sql(`UPDATE phone_numbers SET ${column} = $1 WHERE id = $2`, [ids(101), number.id]);
    for (const list of [
      "twilio_credential_list_sids",
      "twilio_connection_policy_sids",
      "twilio_ip_access_control_list_sids",
    ])
      await expect(grow(list)).rejects.toMatchObject({
        code: "23514",
        constraint: "phone_numbers_most_sids",
      });
    await expect(
      sql("INSERT INTO phone_numbers (phone_number, twilio_connection_policy_sids) VALUES ('+491', $1)", [
        ids(101),
      ]),
    ).rejects.toThrow("at most 100");
    await sql("ALTER TABLE phone_numbers DISABLE TRIGGER phone_numbers_most_sids_updated");
    await grow("twilio_credential_list_sids");
    await sql("ALTER TABLE phone_numbers ENABLE TRIGGER phone_numbers_most_sids_updated");
    const changed = await store.database.numbers.compareAndSet(
      number.id,
      { statuses: ["corrupted"] },
      { status: "deleting" },
    );
    expect(changed?.twilioCredentialListSids).toHaveLength(101);
  });

  it("every guarantee holds for what was there before as well", async () => {
    const { rows } = await sql("SELECT conname FROM pg_constraint WHERE NOT convalidated");
    expect(rows).toEqual([]);
  });
});
