import type { Actor } from "./actor.ts";
import type { AuditAction } from "./audit-action.ts";
import type { Json } from "./phone-number.ts";

/** What an audit event says, before it is chained. */
export interface AuditEntry {
  at: Date;
  actor: Actor;
  action: AuditAction;
  phoneNumberId: number | null;
  incidentId: number | null;
  data: Json;
}

/**
 * As it is stored: `action` may be a word of another version. `hash` covers everything else in the event, `prevHash` ties it
 * to the one before. Hex SHA-256.
 */
export interface AuditEvent extends Omit<AuditEntry, "action"> {
  action: string;
  seq: number;
  prevHash: string;
  hash: string;
}

export type Sha256Hex = (text: string) => string;

/** The `prevHash` of the first event. */
export const GENESIS_HASH = "0".repeat(64);

/** JSON with sorted keys: jsonb gives keys back in an order of its own. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`)
      .join(",")}}`;
  return JSON.stringify(value);
}

function hashOf(event: Omit<AuditEvent, "hash">, sha256: Sha256Hex): string {
  const { seq, at, actor, action, phoneNumberId, incidentId, data, prevHash } = event;
  return sha256(
    canonicalJson([seq, at.toISOString(), actor, action, phoneNumberId, incidentId, data, prevHash]),
  );
}

/** Appends to the chain: `previous` is its last event, null where it is empty. */
export function chainEvent(
  entry: Omit<AuditEvent, "seq" | "prevHash" | "hash">,
  previous: Pick<AuditEvent, "seq" | "hash"> | null,
  sha256: Sha256Hex,
): AuditEvent {
  const event = { ...entry, seq: (previous?.seq ?? 0) + 1, prevHash: previous?.hash ?? GENESIS_HASH };
  return { ...event, hash: hashOf(event, sha256) };
}

/**
 * The `seq` of the first event that does not follow from the one before it, or null where the chain holds. `before`: the
 * last event of the part that was read before, null at the start.
 */
export function firstBrokenLink(
  events: readonly AuditEvent[],
  sha256: Sha256Hex,
  before: Pick<AuditEvent, "seq" | "hash"> | null = null,
): number | null {
  let previous = before;
  for (const event of events) {
    const { hash, ...rest } = event;
    const follows: boolean =
      event.seq === (previous?.seq ?? 0) + 1 &&
      event.prevHash === (previous?.hash ?? GENESIS_HASH) &&
      // A database knows moments (infinity) that no clock has told, and that cannot be hashed.
      !Number.isNaN(event.at.getTime());
    if (!follows || hash !== hashOf(rest, sha256)) return event.seq;
    previous = event;
  }
  return null;
}
