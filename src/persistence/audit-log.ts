import { createHash } from "node:crypto";
import type { Actor } from "../domain/actor.ts";
import { type AuditEntry, type AuditEvent, chainEvent, type Sha256Hex } from "../domain/audit-chain.ts";
import type { Json } from "../domain/phone-number.ts";
import type { AuditEventModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";
import { storableJson } from "./storable.ts";

/** Any number, the same in every replica: whoever holds it is the only one who appends. */
const CHAIN_LOCK_ID = 7270737;

/** The hash of the audit chain. */
export const sha256Hex: Sha256Hex = (text) => createHash("sha256").update(text).digest("hex");

/**
 * Appends to the chain, in order. To be called as the last thing of a transaction: from here to its end everybody else who
 * appends waits, and a lock that is always taken last can be part of no deadlock.
 */
export async function appendAudit(tx: Queries, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // Nobody but us has it, and for no longer than a transaction of ours: a turn is waited for, however many come before.
  await tx.$executeRaw`
    SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock(${CHAIN_LOCK_ID}::bigint)`;
  const last = await tx.auditEvent.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
  let previous = last && { seq: Number(last.seq), hash: last.hash };
  const rows = entries.map((entry) => {
    const event = chainEvent(storableEntry(entry), previous, sha256Hex);
    previous = event;
    return event;
  });
  // One parameter, however many there are: everybody else who appends waits for this.
  await tx.$executeRaw`
    INSERT INTO audit_events (seq, at, actor, action, phone_number_id, incident_id, data, prev_hash, hash)
    SELECT (event ->> 'seq')::bigint, (event ->> 'at')::timestamptz, event -> 'actor', event ->> 'action',
      (event ->> 'phoneNumberId')::integer, (event ->> 'incidentId')::integer, event -> 'data',
      event ->> 'prevHash', event ->> 'hash'
    FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) event`;
}

/**
 * Events from `fromSeq` on (null: from whatever is stored first), at most `limit`, exactly as they are stored: what is read is
 * what is hashed.
 */
export async function readAudit(
  queries: Queries,
  fromSeq: number | null,
  limit: number,
): Promise<AuditEvent[]> {
  const rows = await queries.auditEvent.findMany({
    where: fromSeq === null ? {} : { seq: { gte: fromSeq } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  return rows.map(toAuditEvent);
}

/** Whether there is a number, a case or a leftover: of each of them an event tells. */
export async function hasAuditedRecords(queries: Queries): Promise<boolean> {
  // What is being set up for the first time has none yet.
  const [found] = await queries.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM phone_numbers WHERE status <> 'provisioning')
      OR EXISTS (SELECT FROM incidents) OR EXISTS (SELECT FROM leftovers) AS any`;
  return found?.any === true;
}

/** An event exactly as it is stored. Not put right where it is wrong: a row that was tampered with must show. */
export function toAuditEvent(row: AuditEventModel): AuditEvent {
  return { ...row, seq: Number(row.seq), actor: row.actor as Actor, data: row.data as Json };
}

/** What PostgreSQL gives back is what must be hashed: no `undefined`, no character that it drops. */
function storableEntry(entry: AuditEntry): AuditEntry {
  return {
    ...entry,
    actor: storableJson({ ...entry.actor }) as Actor,
    data: storableJson(JSON.parse(JSON.stringify(entry.data)) as Json),
  };
}
