import { SCANNED_KINDS } from "../domain/account-scan.ts";
import { type ExternalResource, inResourceOrder, resourceKey } from "../domain/external-resource.ts";
import { CLOCKS_APART_MS } from "../domain/is-within.ts";
import type { Json } from "../domain/phone-number.ts";
import type { ResourceStore } from "../operations/ports/store.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { toExternalResource } from "./rows.ts";
import { storableJson } from "./storable.ts";

/** What is known of the external resources, also of numbers that are removed. */
export function createResourceStore(queries: Queries): ResourceStore {
  const ofMany = async (numberIds: readonly number[]) => {
    const rows = await queries.externalResource.findMany({
      where: { phoneNumberId: { in: numberIds.filter(isRowId) } },
    });
    const byNumber = new Map<number, ExternalResource[]>();
    for (const row of rows)
      byNumber.set(row.phoneNumberId, [...(byNumber.get(row.phoneNumberId) ?? []), toExternalResource(row)]);
    return new Map([...byNumber].map(([id, resources]) => [id, inResourceOrder(resources)]));
  };
  return {
    of: async (numberId) => (await ofMany([numberId])).get(numberId) ?? [],
    ofMany,

    async save(numberId, resources) {
      if (resources.length === 0) return;
      const seen = recordset(resources);
      // A look that began earlier and ended later must not overwrite newer facts; one from so far ahead says that
      // the clock was put back since, and would stand for ever. A tick lives while its facts stay (proof.ts).
      await queries.$executeRaw`
        INSERT INTO external_resources AS stored (
          phone_number_id, kind, sid, parent_sid, state, cause, detail, how, provider_code, request_id, shared_with,
          ownership, checked_at, first_seen_at, first_seen_under, last_seen_at, last_seen_name, removed_at, ticked_by,
          ticked_at)
        SELECT ${numberId}::integer, kind, sid, "parentSid", state, cause, detail, how, "providerCode", "requestId",
          "sharedWith", ownership, "checkedAt", "firstSeenAt", "firstSeenUnder", "lastSeenAt", "lastSeenName",
          "removedAt", "tickedBy", "tickedAt"
        FROM jsonb_to_recordset(${seen}::jsonb) AS seen (
          kind text, sid text, "parentSid" text, state text, cause text, detail text, how text, "providerCode" text,
          "requestId" text, "sharedWith" text[], ownership text, "checkedAt" timestamptz, "firstSeenAt" timestamptz,
          "firstSeenUnder" text, "lastSeenAt" timestamptz, "lastSeenName" text, "removedAt" timestamptz, "tickedBy" text,
          "tickedAt" timestamptz)
        ON CONFLICT (phone_number_id, kind, sid) DO UPDATE SET
          parent_sid = EXCLUDED.parent_sid, state = EXCLUDED.state, cause = EXCLUDED.cause, detail = EXCLUDED.detail,
          how = EXCLUDED.how, provider_code = EXCLUDED.provider_code, request_id = EXCLUDED.request_id,
          shared_with = EXCLUDED.shared_with, ownership = EXCLUDED.ownership, checked_at = EXCLUDED.checked_at,
          first_seen_at = EXCLUDED.first_seen_at, first_seen_under = EXCLUDED.first_seen_under,
          last_seen_at = EXCLUDED.last_seen_at,
          last_seen_name = COALESCE(EXCLUDED.last_seen_name, stored.last_seen_name),
          removed_at = COALESCE(EXCLUDED.removed_at, stored.removed_at),
          (ticked_by, ticked_at) = (SELECT stored.ticked_by, stored.ticked_at
            WHERE stored.checked_at IS NULL OR (stored.state = EXCLUDED.state
              AND stored.shared_with = EXCLUDED.shared_with
              AND (stored.last_seen_at >= stored.checked_at)
                IS NOT DISTINCT FROM (EXCLUDED.last_seen_at >= EXCLUDED.checked_at)))
        WHERE stored.checked_at IS NULL OR stored.checked_at <= EXCLUDED.checked_at
          OR stored.checked_at > EXCLUDED.checked_at + ${`${CLOCKS_APART_MS} milliseconds`}::interval`;
    },

    async awaitingScan(accountSid, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        SELECT DISTINCT number.id FROM external_resources resource
        JOIN phone_numbers number ON number.id = resource.phone_number_id
        WHERE number.twilio_account_sid = ${accountSid} AND resource.kind = ANY(${SCANNED_KINDS}::text[])
          AND resource.state = 'unknown' AND resource.cause = 'timeout' AND resource.last_seen_at >= resource.checked_at
        ORDER BY number.id LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },

    async ensure(numberId, refs) {
      await queries.externalResource.createMany({
        data: refs.map(({ kind, sid, parentSid }) => ({ phoneNumberId: numberId, kind, sid, parentSid })),
        skipDuplicates: true,
      });
    },

    async forget(numberId, { kind, sid }) {
      if (!isRowId(numberId)) return;
      await queries.externalResource.deleteMany({ where: { phoneNumberId: numberId, kind, sid } });
    },

    async tick(numberId, keys, userId, at) {
      if (!isRowId(numberId)) return;
      const ticked = [...keys];
      await queries.$executeRaw`
        UPDATE external_resources SET
          ticked_by = CASE WHEN kind || ':' || sid = ANY(${ticked}::text[]) THEN ${userId} END,
          ticked_at = CASE
            WHEN kind || ':' || sid <> ALL(${ticked}::text[]) THEN NULL
            WHEN ticked_by = ${userId} THEN ticked_at
            ELSE ${at}::timestamptz END
        WHERE phone_number_id = ${numberId}::integer
          AND (kind || ':' || sid = ANY(${ticked}::text[]) OR ticked_by = ${userId})`;
    },
  };
}

/** Each key once, in one order everywhere, so that two savers never wait for each other in a circle. */
function recordset(resources: readonly ExternalResource[]): string {
  const byKey = new Map(resources.map((resource) => [resourceKey(resource), resource]));
  const ordered = inResourceOrder([...byKey.values()]);
  // Dates become ISO texts first; what is left is JSON.
  return JSON.stringify(storableJson(JSON.parse(JSON.stringify(ordered)) as Json));
}
