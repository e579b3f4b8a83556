import type { Archive } from "../operations/ports/archive.ts";
import type { LeftoverRecord } from "../operations/ports/force-delete-store.ts";
import { toAuditEvent } from "./audit-log.ts";
import { countIncidents } from "./incident-figures.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { toActor, toLeftover, toLeftoverState } from "./rows.ts";

/** What was, read back in parts. Every query has an index to go by; conditions on partial ones are written out for that. */
export function createArchive(queries: Queries): Archive {
  const { auditEvent: events, leftover: leftovers } = queries;
  return {
    async listEventsOf(phoneNumberId, { offset, limit }) {
      if (!isRowId(phoneNumberId)) return [];
      const rows = await events.findMany({
        where: { phoneNumberId },
        orderBy: { seq: "desc" },
        skip: offset,
        take: limit,
      });
      // For people to read: an actor that cannot be read is said to be unknown.
      return rows.map((row) => ({ ...toAuditEvent(row), actor: toActor(row.actor) }));
    },
    countEventsOf: async (phoneNumberId) =>
      isRowId(phoneNumberId) ? events.count({ where: { phoneNumberId } }) : 0,
    async listNumberIdsOf(e164, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM phone_numbers WHERE phone_number = ${e164}
        UNION SELECT phone_number_id FROM incidents WHERE phone_number = ${e164}
        UNION SELECT phone_number_id FROM leftovers WHERE phone_number = ${e164}
        UNION SELECT phone_number_id FROM audit_events
          WHERE data ->> 'phone_number' = ${e164} AND phone_number_id IS NOT NULL
        ORDER BY id DESC LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
    async listOpenLeftovers({ offset, limit }) {
      const found = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM leftovers WHERE state NOT IN ('gone', 'kept')
        ORDER BY let_go_at, id OFFSET ${offset} LIMIT ${limit}`;
      const rows = await leftovers.findMany({
        where: { id: { in: found.map(({ id }) => id) } },
        orderBy: [{ letGoAt: "asc" }, { id: "asc" }],
      });
      return rows.map(toLeftover);
    },
    async countOpenLeftovers() {
      const rows = await queries.$queryRaw<{ state: string; count: number }[]>`
        SELECT state, count(*)::integer AS count FROM leftovers WHERE state NOT IN ('gone', 'kept') GROUP BY state`;
      return new Map<LeftoverRecord["state"], number>(
        rows.map(({ state, count }) => [toLeftoverState(state), count]),
      );
    },
    async listLeftoversBySid(sids, limit) {
      const rows = await leftovers.findMany({
        where: { sid: { in: [...sids] } },
        orderBy: [{ letGoAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toLeftover);
    },
    listOwnersOf: (sids, limit) => listOwnersOf(queries, [...new Set(sids)], limit),
    countIncidents: (since, mostCauses) => countIncidents(queries, since, mostCauses),
  };
}

/** By what was found out about the resources, and by what the record itself names. */
async function listOwnersOf(
  queries: Queries,
  sids: readonly string[],
  limit: number,
): Promise<{ sid: string; numberId: number }[]> {
  const asked = [...sids];
  const rows = await queries.$queryRaw<{ sid: string; id: number }[]>`
    WITH asked (sid) AS (SELECT unnest(${asked}::text[])), listed (id, sids) AS (
      SELECT id, twilio_credential_list_sids || twilio_ip_access_control_list_sids || twilio_connection_policy_sids
      FROM phone_numbers WHERE lineman_sid_hashes(
        twilio_credential_list_sids || twilio_ip_access_control_list_sids || twilio_connection_policy_sids)
        && ARRAY(SELECT hashtextextended(sid, 0) FROM asked)), owned (sid, id) AS (
      SELECT resource.sid, resource.phone_number_id FROM external_resources resource JOIN asked USING (sid)
      UNION SELECT sid, id FROM asked JOIN phone_numbers ON twilio_trunk_sid = sid
      UNION SELECT sid, id FROM asked JOIN phone_numbers ON twilio_phone_number_sid = sid
      UNION SELECT sid, id FROM asked JOIN phone_numbers ON livekit_trunk_id = sid
      UNION SELECT sid, id FROM asked JOIN phone_numbers ON livekit_outbound_trunk_id = sid
      UNION SELECT sid, id FROM asked JOIN phone_numbers ON livekit_dispatch_rule_id = sid
      UNION SELECT sid, id FROM asked JOIN listed ON sid = ANY(sids))
    SELECT owned.sid, owned.id FROM owned JOIN phone_numbers number ON number.id = owned.id
    WHERE number.status <> 'provisioning' ORDER BY owned.id, owned.sid LIMIT ${limit}`;
  return rows.map(({ sid, id }) => ({ sid, numberId: id }));
}
