import type { IncidentFilter } from "../domain/home-choice.ts";
import { ageingSince, URGENCIES } from "../domain/urgency.ts";
import type { OpenIncident, Overview } from "../operations/ports/overview.ts";
import { toApproval } from "./approvals.ts";
import { Prisma } from "./generated/client.ts";
import type { Queries } from "./prisma-client.ts";
import { toIncident, toTeardownRun } from "./rows.ts";
import { toStorm } from "./storm-rows.ts";

/** What is open, read in one pass over the open incidents; and the last force deletes. */
export function createOverview(queries: Queries): Overview {
  return {
    async countOpen(me, now) {
      const [counts] = await queries.$queryRaw<Record<IncidentFilter, number>[]>`
        WITH ${openIncidents(me, now)}
        SELECT count(*)::integer AS open,
          count(*) FILTER (WHERE is_mine)::integer AS mine,
          count(*) FILTER (WHERE is_waiting)::integer AS waiting,
          count(*) FILTER (WHERE NOT is_claimed)::integer AS unclaimed,
          count(*) FILTER (WHERE is_ageing)::integer AS ageing
        FROM incident`;
      return counts ?? { open: 0, mine: 0, waiting: 0, unclaimed: 0, ageing: 0 };
    },
    async listOpen(me, now, filter, { offset, limit }) {
      const found = await queries.$queryRaw<{ id: number; section: number }[]>`
        WITH ${openIncidents(me, now)}
        SELECT id, section FROM incident WHERE ${CONDITIONS[filter]}
        ORDER BY section, (section = 1 AND asked_by = ${me}) IS TRUE,
          CASE section WHEN 1 THEN lapses_at WHEN 5 THEN snoozed_until ELSE opened_at END, id
        OFFSET ${offset} LIMIT ${limit}`;
      return withSurroundings(queries, found);
    },
    async listForceDeleted(limit) {
      const rows = await queries.incident.findMany({
        where: { outcome: "force_deleted" },
        orderBy: [{ closedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toIncident);
    },
  };
}

const CONDITIONS: Record<IncidentFilter, Prisma.Sql> = {
  open: Prisma.sql`true`,
  mine: Prisma.sql`is_mine`,
  waiting: Prisma.sql`is_waiting`,
  unclaimed: Prisma.sql`NOT is_claimed`,
  ageing: Prisma.sql`is_ageing`,
};

/**
 * Every open incident with what domain/urgency.ts decides from, and what it decides; `section` counts in the order of URGENCIES.
 * Materialized, so that it is decided once for each and not once for every place that asks.
 */
function openIncidents(me: string, now: Date): Prisma.Sql {
  return Prisma.sql`
    judged AS MATERIALIZED (
      SELECT incident.id, incident.opened_at,
        (claim.by ->> 'kind' = 'slack_user' AND claim.by ->> 'id' = ${me}) IS TRUE AS is_mine,
        claim.by IS NOT NULL AS is_claimed,
        GREATEST(incident.snoozed_until, storm.snoozed_until) AS snoozed_until,
        incident.opened_at <= ${ageingSince(now)}::timestamptz AS is_ageing,
        wish.id IS NOT NULL AS is_waiting, wish.requested_by ->> 'id' AS asked_by, wish.expires_at AS lapses_at
      FROM incidents incident
      LEFT JOIN storms storm ON storm.id = incident.storm_id AND NOT incident.own_message
      LEFT JOIN force_delete_requests wish ON wish.incident_id = incident.id AND wish.state = 'pending'
      CROSS JOIN LATERAL (SELECT COALESCE(incident.claimed_by, storm.claimed_by) AS by) claim
      WHERE incident.closed_at IS NULL),
    incident AS MATERIALIZED (
      SELECT *, CASE WHEN is_mine THEN 0 WHEN is_waiting THEN 1 WHEN snoozed_until > ${now}::timestamptz THEN 5
        WHEN NOT is_claimed THEN 2 WHEN is_ageing THEN 3 ELSE 4 END AS section
      FROM judged)`;
}

/** The incidents in this order, with what is going on about them: four queries, however many they are. */
async function withSurroundings(
  queries: Queries,
  found: readonly { id: number; section: number }[],
): Promise<OpenIncident[]> {
  const ids = found.map(({ id }) => id);
  const rows = await queries.incident.findMany({ where: { id: { in: ids } }, include: { storm: true } });
  const wishes = await queries.forceDeleteRequest.findMany({
    where: { incidentId: { in: ids }, state: "pending" },
  });
  const runs = await queries.teardownRun.findMany({
    where: { phoneNumberId: { in: rows.map(({ phoneNumberId }) => phoneNumberId) }, finishedAt: null },
  });
  return found.flatMap(({ id, section }) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (row === undefined) return [];
    const storm = row.storm === null || row.ownMessage ? null : toStorm(row.storm);
    const wish = wishes.find(({ incidentId }) => incidentId === id);
    const run = runs.find(({ phoneNumberId }) => phoneNumberId === row.phoneNumberId);
    const own = toIncident(row);
    return {
      incident: { ...own, ...shared(own, storm) },
      urgency: URGENCIES[section] ?? "unclaimed",
      approval: wish === undefined ? null : toApproval(wish),
      run: run === undefined ? null : toTeardownRun(run),
      message: messageOf(storm ?? own),
      inStorm: storm !== null,
    };
  });
}

type Held = Pick<OpenIncident["incident"], "claimedBy" | "claimedAt" | "snoozedUntil" | "snoozedBy">;

/** Whose claim and which snooze hold for it; of two snoozes the longer one. */
function shared(own: Held, storm: Held | null): Partial<Held> {
  if (storm === null) return {};
  const claim = own.claimedBy === null ? { claimedBy: storm.claimedBy, claimedAt: storm.claimedAt } : {};
  const isLonger = (storm.snoozedUntil?.getTime() ?? 0) > (own.snoozedUntil?.getTime() ?? 0);
  return { ...claim, ...(isLonger ? { snoozedUntil: storm.snoozedUntil, snoozedBy: storm.snoozedBy } : {}) };
}

function messageOf({
  alertChannel: channel,
  alertTs: ts,
}: {
  alertChannel: string | null;
  alertTs: string | null;
}): OpenIncident["message"] {
  return channel === null || ts === null ? null : { channel, ts };
}
