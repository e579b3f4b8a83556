import type { KeptAnswers, KeyState, RequestKey } from "../operations/ports/kept-answers.ts";
import { latestLeaseEnd } from "./free-lease.ts";
import type { Queries } from "./prisma-client.ts";

/** Expired keys are thrown away in passing, this many at a time. */
const SWEEP = 100;

/** Answers by Idempotency-Key. One statement decides who runs a request, so that replicas need no lock. */
export function createKeptAnswers(queries: Queries): KeptAnswers {
  const { idempotencyKey: table } = queries;

  async function stateOf({ caller, key }: RequestKey, fingerprint: string): Promise<KeyState | null> {
    const row = await table.findUnique({ where: { caller_key: { caller, key } } });
    if (row === null) return null;
    if (row.fingerprint !== fingerprint) return { state: "other_request" };
    if (row.status === null || row.body === null) return { state: "in_progress", busyUntil: row.leaseUntil };
    return { state: "done", status: row.status, body: row.body };
  }

  return {
    async begin(request, { fingerprint, owner, now, leaseUntil, expiresAt }) {
      const { caller, key } = request;
      await queries.$executeRaw`
        DELETE FROM idempotency_keys WHERE (caller, key) IN (
          SELECT caller, key FROM idempotency_keys WHERE expires_at <= ${now}::timestamptz
          LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)`;
      for (;;) {
        const begun = await queries.$executeRaw`
          INSERT INTO idempotency_keys AS known
            (caller, key, fingerprint, state, owner, lease_until, created_at, expires_at)
          VALUES (${caller}, ${key}, ${fingerprint}, 'in_progress', ${owner}::uuid,
            ${leaseUntil}::timestamptz, ${now}::timestamptz, ${expiresAt}::timestamptz)
          ON CONFLICT (caller, key) DO UPDATE SET
            fingerprint = EXCLUDED.fingerprint, state = 'in_progress', owner = EXCLUDED.owner,
            lease_until = EXCLUDED.lease_until, status = NULL, body = NULL,
            created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
          WHERE known.expires_at <= EXCLUDED.created_at
            OR (known.state = 'in_progress'
              AND (known.lease_until <= EXCLUDED.created_at OR known.lease_until > ${latestLeaseEnd(leaseUntil)}::timestamptz)
              AND known.fingerprint = EXCLUDED.fingerprint)`;
        if (begun === 1) return { state: "begun" };
        const state = await stateOf(request, fingerprint);
        // Null: the try that stood in the way has just given the key back.
        if (state !== null) return state;
      }
    },
    async keep({ caller, key }, owner, leaseUntil) {
      await table.updateMany({ where: { caller, key, owner, state: "in_progress" }, data: { leaseUntil } });
    },
    async finish({ caller, key }, owner, { status, body }) {
      await table.updateMany({ where: { caller, key, owner }, data: { state: "done", status, body } });
    },
    async release({ caller, key }, owner) {
      await table.deleteMany({ where: { caller, key, owner, state: "in_progress" } });
    },
  };
}
