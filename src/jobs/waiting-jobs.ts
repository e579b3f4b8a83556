import { SCHEMA } from "./boss.ts";

/** Where the queue keeps its jobs. */
export const JOB_TABLE = `${SCHEMA}.job`;

/**
 * The work that is not done, in SQL: rows of `name`, `payload`, `key` and `start_after`. What a process is at is among it: should
 * that process not end it, it is not lost; should it, a repeat finds it done.
 */
export const WAITING_JOBS_SQL = `SELECT name, data AS payload, singleton_key AS key,
  to_char(start_after AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS start_after
  FROM ${JOB_TABLE} WHERE state < 'completed' ORDER BY name, start_after, id`;
