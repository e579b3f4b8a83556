import { awaitsScan } from "../../../src/domain/account-scan.ts";
import {
  type ExternalResource,
  inResourceOrder,
  resourceKey,
} from "../../../src/domain/external-resource.ts";
import { uncheckedResource } from "../../../src/domain/recorded-resources.ts";
import type { ResourceStore } from "../../../src/operations/ports/store.ts";
import type { Connection, Tables } from "./tables.ts";

/** When a look saw it there, against when the look was: null where either is not known, as SQL has it. */
function seenThen({ lastSeenAt, checkedAt }: ExternalResource): boolean | null {
  return lastSeenAt === null || checkedAt === null ? null : lastSeenAt >= checkedAt;
}

/** What is stored after a look: unless a look that began later is stored already, the ticks while their facts stay. */
function merged(stored: ExternalResource | undefined, seen: ExternalResource): ExternalResource {
  if (stored === undefined) return seen;
  const { checkedAt } = stored;
  if (checkedAt !== null && (seen.checkedAt === null || checkedAt > seen.checkedAt)) return stored;
  const ticksStay =
    checkedAt === null ||
    (stored.state === seen.state &&
      stored.sharedWith.join("\n") === seen.sharedWith.join("\n") &&
      seenThen(stored) === seenThen(seen));
  return {
    ...seen,
    removedAt: seen.removedAt ?? stored.removedAt,
    lastSeenName: seen.lastSeenName ?? stored.lastSeenName,
    tickedBy: ticksStay ? stored.tickedBy : null,
    tickedAt: ticksStay ? stored.tickedAt : null,
  };
}

function rowsOf(tables: Tables, numberId: number): Map<string, ExternalResource> {
  const rows = tables.resources.get(numberId) ?? new Map<string, ExternalResource>();
  tables.resources.set(numberId, rows);
  return rows;
}

export function createMemoryResources({ tables }: Connection): ResourceStore {
  const of = async (numberId: number) =>
    inResourceOrder([...(tables().resources.get(numberId)?.values() ?? [])]);
  return {
    of,
    async ofMany(numberIds) {
      const found = new Map<number, ExternalResource[]>();
      for (const id of numberIds) {
        const rows = await of(id);
        if (rows.length > 0) found.set(id, rows);
      }
      return found;
    },
    async save(numberId, resources) {
      const rows = rowsOf(tables(), numberId);
      const last = new Map(resources.map((resource) => [resourceKey(resource), resource]));
      for (const [key, seen] of last) rows.set(key, merged(rows.get(key), { ...seen }));
    },
    awaitingScan: async (accountSid, limit) =>
      [...tables().numbers.values()]
        .filter(({ id, twilioAccountSid }) => {
          const rows = [...(tables().resources.get(id)?.values() ?? [])];
          return twilioAccountSid === accountSid && rows.some(awaitsScan);
        })
        .map(({ id }) => id)
        .sort((a, b) => a - b)
        .slice(0, limit),
    async ensure(numberId, refs) {
      const rows = rowsOf(tables(), numberId);
      for (const { kind, sid, parentSid } of refs) {
        const key = resourceKey({ kind, sid });
        if (!rows.has(key)) rows.set(key, uncheckedResource({ kind, sid, parentSid }));
      }
    },
    forget: async (numberId, ref) => void tables().resources.get(numberId)?.delete(resourceKey(ref)),
    async tick(numberId, keys, userId, at) {
      const rows = rowsOf(tables(), numberId);
      for (const [key, row] of rows) {
        if (keys.includes(key))
          rows.set(key, { ...row, tickedBy: userId, tickedAt: row.tickedBy === userId ? row.tickedAt : at });
        else if (row.tickedBy === userId) rows.set(key, { ...row, tickedBy: null, tickedAt: null });
      }
    },
  };
}
