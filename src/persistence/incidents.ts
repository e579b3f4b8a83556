import type { IncidentStore } from "../operations/ports/incident-store.ts";
import { createDueIncidents } from "./due-incidents.ts";
import type { Atomically, Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { fromJson, fromJsonOrNull, toIncident } from "./rows.ts";
import { storableText } from "./storable.ts";

/** The incidents. They are opened by a trigger on phone_numbers (migrations), never from here. */
export function createIncidentStore(queries: Queries, atomically: Atomically): IncidentStore {
  const { incident: table } = queries;
  const one = async (where: Parameters<typeof table.findFirst>[0]) => {
    const row = await table.findFirst(where);
    return row && toIncident(row);
  };
  const touch = async (tx: Queries, id: number) => {
    await tx.incident.updateMany({ where: { id }, data: { alertWanted: { increment: 1 } } });
  };
  return {
    find: async (id) => (isRowId(id) ? one({ where: { id } }) : null),
    openOf: async (phoneNumberId) =>
      isRowId(phoneNumberId) ? one({ where: { phoneNumberId, closedAt: null } }) : null,
    latestOf: async (phoneNumberId) =>
      isRowId(phoneNumberId) ? one({ where: { phoneNumberId }, orderBy: { ordinal: "desc" } }) : null,
    async listOpen(limit) {
      const rows = await table.findMany({
        where: { closedAt: null },
        orderBy: [{ openedAt: "asc" }, { id: "asc" }],
        take: limit,
      });
      return rows.map(toIncident);
    },
    async listPassed({ snoozedUntil, checkingBefore }, limit) {
      const passed = [{ snoozedUntil: { lte: snoozedUntil } }, { checkingSince: { lte: checkingBefore } }];
      const rows = await table.findMany({
        where: { closedAt: null, OR: passed },
        orderBy: { id: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
    countOpen: () => table.count({ where: { closedAt: null } }),
    async takeUp(id, at) {
      if (!isRowId(id)) return false;
      const where = { id, takenUpAt: null, closedAt: null };
      return (await table.updateMany({ where, data: { takenUpAt: at } })).count === 1;
    },
    async listUntaken(limit) {
      const rows = await table.findMany({
        where: { takenUpAt: null, closedAt: null },
        orderBy: { id: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
    async listResolvedElsewhere(limit) {
      // Neither gone nor active are few of all numbers: both sides are read from an index, and no row by itself.
      const found = await queries.$queryRaw<{ id: number }[]>`
        WITH resolved AS MATERIALIZED (
          SELECT incident.phone_number_id FROM incidents incident
          WHERE incident.closed_at IS NULL AND NOT EXISTS (
            SELECT FROM phone_numbers number WHERE number.id = incident.phone_number_id
              AND number.status IN ('provisioning', 'deleting', 'corrupted')))
        SELECT incident.id FROM incidents incident JOIN resolved USING (phone_number_id)
        WHERE incident.closed_at IS NULL ORDER BY incident.id LIMIT ${limit}`;
      if (found.length === 0) return [];
      const rows = await table.findMany({
        where: { id: { in: found.map(({ id }) => id) } },
        orderBy: { id: "asc" },
      });
      return rows.map(toIncident);
    },
    ...createDueIncidents(queries),
    async openMissing(limit) {
      return queries.$executeRaw`
        INSERT INTO incidents (phone_number_id, ordinal, phone_number, label, cause, message, alert_wanted)
        SELECT number.id, (SELECT count(*) + 1 FROM incidents earlier WHERE earlier.phone_number_id = number.id),
          number.phone_number, number.label, number.corruption_cause, number.corruption_message, 1
        FROM phone_numbers number
        JOIN (
          SELECT id FROM phone_numbers corrupted WHERE status = 'corrupted' AND NOT EXISTS (
            SELECT FROM incidents open WHERE open.phone_number_id = corrupted.id AND open.closed_at IS NULL)
          ORDER BY id LIMIT ${limit}) missing ON missing.id = number.id
        ORDER BY number.id
        ON CONFLICT DO NOTHING`;
    },
    async lock(id) {
      if (!isRowId(id)) return null;
      const open = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM incidents WHERE id = ${id} AND closed_at IS NULL FOR UPDATE`;
      return open.length === 0 ? null : one({ where: { id } });
    },
    async change(id, { claimedBy, snoozedBy, ...plain }) {
      if (!isRowId(id)) return false;
      const { count } = await table.updateMany({
        where: { id, closedAt: null },
        data: {
          ...plain,
          ...(claimedBy === undefined ? {} : { claimedBy: fromJsonOrNull(claimedBy && { ...claimedBy }) }),
          ...(snoozedBy === undefined ? {} : { snoozedBy: fromJsonOrNull(snoozedBy && { ...snoozedBy }) }),
          alertWanted: { increment: 1 },
        },
      });
      return count === 1;
    },
    async close(id, { at, outcome, by, reason, basis, approvedBy }) {
      if (!isRowId(id)) return false;
      const { count } = await table.updateMany({
        where: { id, closedAt: null },
        data: {
          closedAt: at,
          outcome,
          closedBy: fromJson({ ...by }),
          closedReason: reason === null ? null : storableText(reason),
          closedBasis: basis,
          approvedBy: fromJsonOrNull(approvedBy && { ...approvedBy }),
          // The end is what an alert shows last.
          alertWanted: { increment: 1 },
        },
      });
      return count === 1;
    },
    touch: async (id) => (isRowId(id) ? touch(queries, id) : undefined),
    note: (id, { text, by, mention, broadcast, approvalId }, at) =>
      atomically(async (tx) => {
        await tx.incidentNote.create({
          data: {
            incidentId: id,
            text: storableText(text),
            by: fromJsonOrNull(by ? { ...by } : null),
            mention: mention ?? null,
            broadcast: broadcast ?? false,
            approvalId: approvalId ?? null,
            createdAt: at,
          },
        });
        await touch(tx, id);
      }),
    redrawApproval: (id, approvalId) =>
      atomically(async (tx) => {
        // Also one that is on its way just now: whoever sends it drew it as it was before.
        await tx.incidentNote.updateMany({ where: { incidentId: id, approvalId }, data: { redraw: true } });
        await touch(tx, id);
      }),
  };
}
