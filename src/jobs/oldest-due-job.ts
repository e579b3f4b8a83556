import { IS_DUE, SCHEMA, type Sql } from "./boss.ts";

/** The job that has been due for longest and that nobody has begun. */
export interface DueJob {
  name: string;
  dueSince: Date;
}

/** Null where nothing waits. Reads the index of waiting jobs only. */
export async function oldestDueJob(sql: Sql): Promise<DueJob | null> {
  const { rows } = await sql.query(
    `SELECT name, min(start_after) AS due_since FROM ${SCHEMA}.job
     WHERE ${IS_DUE}
     GROUP BY name ORDER BY 2 LIMIT 1`,
  );
  const row = rows[0] as { name: string; due_since: Date } | undefined;
  return row === undefined ? null : { name: row.name, dueSince: new Date(row.due_since) };
}
