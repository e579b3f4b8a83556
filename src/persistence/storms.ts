import type { StormStore } from "../operations/ports/storm-store.ts";
import type { Prisma } from "./generated/client.ts";
import type { Atomically, Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { fromJsonOrNull, toIncident } from "./rows.ts";
import { storableText } from "./storable.ts";
import { createStormMembership } from "./storm-membership.ts";
import { toStorm } from "./storm-rows.ts";

/** The storms. */
export function createStormStore(queries: Queries, atomically: Atomically): StormStore {
  const { storm: table, incident: incidents } = queries;
  const find = async (id: number) => {
    const row = await table.findUnique({ where: { id } });
    return row && toStorm(row);
  };
  const touching = { alertWanted: { increment: 1 } };
  return {
    ...createStormMembership(queries),
    find: async (id) => (isRowId(id) ? find(id) : null),
    async lock(id) {
      if (!isRowId(id)) return null;
      const open = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM storms WHERE id = ${id} AND ended_at IS NULL FOR UPDATE`;
      return open.length === 0 ? null : find(id);
    },
    async change(id, { claimedBy, snoozedBy, ...plain }) {
      await table.updateMany({
        where: { id },
        data: {
          ...plain,
          ...(claimedBy === undefined ? {} : { claimedBy: fromJsonOrNull(claimedBy && { ...claimedBy }) }),
          ...(snoozedBy === undefined ? {} : { snoozedBy: fromJsonOrNull(snoozedBy && { ...snoozedBy }) }),
          ...touching,
        },
      });
    },
    async touchWaiting(incidentId) {
      const waiting = { notes: { some: { aboutIncidentId: incidentId, postedTs: null } } };
      const rows = await table.findMany({ where: waiting, select: { id: true } });
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await table.updateMany({ where: { id: { in: ids } }, data: touching });
      return ids;
    },
    note: (id, { text, by, mention, broadcast, aboutIncidentId }, at) =>
      atomically(async (tx) => {
        await tx.stormNote.create({
          data: {
            stormId: id,
            text: storableText(text),
            by: fromJsonOrNull(by ? { ...by } : null),
            mention: mention ?? null,
            broadcast: broadcast ?? false,
            aboutIncidentId: aboutIncidentId ?? null,
            createdAt: at,
          },
        });
        await tx.storm.updateMany({ where: { id }, data: touching });
      }),
    async counts(id) {
      const rows = await incidents.groupBy({
        by: ["outcome", "ownMessage"],
        where: { stormId: id },
        _count: true,
      });
      const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
        rows.filter(fits).reduce((total, row) => total + row._count, 0);
      return {
        open: sum(({ outcome }) => outcome === null),
        ownMessage: sum(({ outcome, ownMessage }) => outcome === null && ownMessage),
        removed: sum(({ outcome }) => outcome === "removed"),
        forceDeleted: sum(({ outcome }) => outcome === "force_deleted"),
        resolvedElsewhere: sum(({ outcome }) => outcome === "resolved_elsewhere"),
      };
    },
    async listMembers(id, { offset, limit }) {
      const rows = await incidents.findMany({
        where: { stormId: id, closedAt: null },
        orderBy: { id: "asc" },
        skip: offset,
        take: limit,
      });
      return rows.map(toIncident);
    },
    async retriesOf(id) {
      const { _min, _max } = await incidents.aggregate({
        where: { stormId: id, closedAt: null, ownMessage: false },
        _min: { nextRetryAt: true },
        _max: { retries: true },
      });
      return { nextRetryAt: _min.nextRetryAt, retries: _max.retries ?? 0 };
    },
    async listSilent(now, limit) {
      const awake: Prisma.StormWhereInput = { OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now } }] };
      const rows = await table.findMany({
        where: { endedAt: null, alertTs: { not: null }, ...awake },
        orderBy: { id: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
    async listDueRetries(now, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM storms WHERE ended_at IS NULL AND claimed_by IS NULL
          AND (snoozed_until IS NULL OR snoozed_until <= ${now}::timestamptz)
          AND (work_kind IS NULL OR work_ended_at IS NOT NULL)
          AND EXISTS (SELECT 1 FROM incidents WHERE incidents.storm_id = storms.id AND incidents.closed_at IS NULL
            AND NOT incidents.own_message AND incidents.next_retry_at <= ${now}::timestamptz)
        ORDER BY id LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
    async putOffRetries(id, retries, now, until) {
      await incidents.updateMany({
        where: { stormId: id, closedAt: null, ownMessage: false, retries, nextRetryAt: { lte: now } },
        data: { nextRetryAt: until, retries: { increment: 1 } },
      });
    },
    async endSnoozes(now) {
      const rows = await table.updateManyAndReturn({
        where: { endedAt: null, snoozedUntil: { lte: now } },
        data: { snoozedUntil: null, snoozedBy: fromJsonOrNull(null), ...touching },
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
  };
}
