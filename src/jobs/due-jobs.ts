import { IS_DUE, SCHEMA, type Sql } from "./boss.ts";

/** Jobs that are due and that nobody has begun, by name. Reads the index of waiting jobs only. */
export async function dueJobs(sql: Sql): Promise<{ name: string; count: number; dueSince: Date }[]> {
  const { rows } = await sql.query(
    `SELECT name, count(*)::integer AS count, min(start_after) AS due_since FROM ${SCHEMA}.job
     WHERE ${IS_DUE}
     GROUP BY name ORDER BY name`,
  );
  return (rows as { name: string; count: number; due_since: Date }[]).map(({ name, count, due_since }) => ({
    name,
    count,
    dueSince: new Date(due_since),
  }));
}
