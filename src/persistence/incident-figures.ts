import type { IncidentFigures } from "../operations/ports/archive.ts";
import type { Queries } from "./prisma-client.ts";
import { toClosedBasis, toOutcome } from "./rows.ts";

/** What became of incidents since a moment, in four queries that read only what is open or happened since. */
export async function countIncidents(
  queries: Queries,
  since: Date,
  mostCauses: number,
): Promise<IncidentFigures> {
  const [open] = await queries.$queryRaw<{ count: number; claimed: number; oldest: Date | null }[]>`
    SELECT count(*)::integer AS count, count(claimed_by)::integer AS claimed, min(opened_at) AS oldest
    FROM incidents WHERE closed_at IS NULL`;
  const closed = await queries.$queryRaw<{ outcome: string; basis: string | null; count: number }[]>`
    SELECT outcome, closed_basis AS basis, count(*)::integer AS count
    FROM incidents WHERE closed_at >= ${since}::timestamptz GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`;
  const [median] = await queries.$queryRaw<{ ms: number | null }[]>`
    SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - opened_at)) * 1000)::float8 AS ms
    FROM incidents WHERE closed_at >= ${since}::timestamptz`;
  const causes = await queries.$queryRaw<{ cause: string | null; count: number; opened: number }[]>`
    SELECT cause, count(*)::integer AS count, sum(count(*)) OVER ()::integer AS opened
    FROM incidents WHERE opened_at >= ${since}::timestamptz
    GROUP BY cause ORDER BY 2 DESC, cause LIMIT ${mostCauses}`;
  const ms = median?.ms ?? null;
  return {
    open: { count: open?.count ?? 0, claimed: open?.claimed ?? 0, oldestAt: open?.oldest ?? null },
    opened: causes[0]?.opened ?? 0,
    closed: closed.map(({ outcome, basis, count }) => ({
      outcome: toOutcome(outcome),
      basis: toClosedBasis(basis),
      count,
    })),
    medianOpenMs: ms === null ? null : Math.round(ms),
    causes: causes.map(({ cause, count }) => ({ cause, count })),
  };
}
