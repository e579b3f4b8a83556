import { IS_DUE, SCHEMA, type Sql } from "./boss.ts";

/** Which of these queues hold a job that is due and that nobody has begun. One probe of an index a queue, however many wait. */
export async function dueQueues<N extends string>(sql: Sql, names: readonly N[]): Promise<N[]> {
  const { rows } = await sql.query(
    `SELECT queue.name FROM unnest($1::text[]) AS queue(name)
     WHERE EXISTS (SELECT 1 FROM ${SCHEMA}.job WHERE job.name = queue.name AND ${IS_DUE})`,
    [names],
  );
  return (rows as { name: N }[]).map(({ name }) => name);
}
