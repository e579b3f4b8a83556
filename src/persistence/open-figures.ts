import type { Figures } from "../operations/ports/figures.ts";

/** From so many on it does not matter how many more there are. */
const MOST_COUNTED = 10_000;

interface Sql {
  query(sql: string): Promise<{ rows: unknown[] }>;
}

/** What is open and what is behind: three queries that read what they count from its own index. */
export async function readOpenFigures(sql: Sql): Promise<Pick<Figures, "incidents" | "messagesBehind">> {
  const one = async <T>(text: string) => (await sql.query(text)).rows[0] as T;
  const open = await one<{ count: number; claimed: number; oldest: Date | null }>(
    `SELECT count(*)::integer AS count, count(claimed_by)::integer AS claimed, min(opened_at) AS oldest
     FROM incidents WHERE closed_at IS NULL`,
  );
  const behind = async (from: string) => {
    const found = `SELECT 1 FROM ${from} LIMIT ${MOST_COUNTED}`;
    return (await one<{ count: number }>(`SELECT count(*)::integer AS count FROM (${found}) found`)).count;
  };
  return {
    incidents: {
      unclaimed: open.count - open.claimed,
      claimed: open.claimed,
      oldestOpenedAt: open.oldest === null ? null : new Date(open.oldest),
    },
    messagesBehind: {
      alerts: await behind("incidents WHERE alert_wanted > alert_shown AND own_message"),
      storms: await behind("storms WHERE alert_wanted > alert_shown"),
    },
  };
}
