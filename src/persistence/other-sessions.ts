import type pg from "pg";

/** Another connection to this database, as far as this role may know it. */
export interface Session {
  pid: number;
  application: string;
  user: string;
  /** "idle in transaction", "active" and so on; null: not for this role to know. */
  state: string | null;
  /** Since when its transaction lasts; null as above, or outside a transaction. */
  since: Date | null;
}

const COLUMNS = `a.pid, a.application_name AS application, a.usename AS "user", a.state, a.xact_start AS since`;

/** Who has the advisory lock in this database. */
export async function holdersOfAdvisoryLock(client: pg.ClientBase, id: number): Promise<Session[]> {
  const { rows } = await client.query<Session>(
    `SELECT ${COLUMNS} FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [id],
  );
  return rows;
}

/** Whose transactions have used tables of ours for longer than `olderThanMs`, the oldest first, three at most. */
export async function longTransactions(client: pg.ClientBase, olderThanMs: number): Promise<Session[]> {
  const { rows } = await client.query<Session>(
    `SELECT DISTINCT ${COLUMNS} FROM pg_stat_activity a
       JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'relation' AND l.granted
       JOIN pg_class c ON c.oid = l.relation AND c.relnamespace = current_schema()::regnamespace
      WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
        AND (a.xact_start IS NULL OR a.xact_start < now() - make_interval(secs => $1))
      ORDER BY since LIMIT 3`,
    [olderThanMs / 1_000],
  );
  return rows;
}

/** "process 4711 (psql, user bob), idle in transaction since 2026-01-15 03:12:07 UTC" */
export function sessionWords({ pid, application, user, state, since }: Session): string {
  const doing = [
    state ?? "",
    since === null ? "" : `since ${since.toISOString().slice(0, 19).replace("T", " ")} UTC`,
  ];
  const words = doing.filter(Boolean).join(" ");
  return `process ${pid} (${application || "nameless"}, user ${user})${words === "" ? "" : `, ${words}`}`;
}
