import type { Clock } from "./operations/ports/world.ts";

/** One thing that Lineman needs to work, and since when it is so. */
export interface ReadinessCheck {
  name: string;
  ok: boolean;
  since: Date | null;
  why: string | null;
}

interface ReadinessDeps {
  /** The pool that the queue works on too: where it answers, jobs can be written and fetched. */
  pool: { query(sql: string): Promise<unknown> };
  slack: { ready(): { ok: boolean; why: string | null; since: Date | null } };
  clock: Pick<Clock, "now">;
}

/** What `/readyz` tells: the database with its queue, and whether Slack has told who we are. */
export function createReadiness({ pool, slack, clock }: ReadinessDeps): () => Promise<ReadinessCheck[]> {
  let database = { ok: true, since: clock.now() };
  return async () => {
    const ok = await answers(pool);
    if (ok !== database.ok) database = { ok, since: clock.now() };
    const why = ok ? null : "the database does not answer";
    return [
      { name: "database", ...database, why },
      { name: "slack", ...slack.ready() },
    ];
  };
}

async function answers(pool: ReadinessDeps["pool"]): Promise<boolean> {
  try {
    await pool.query("select 1 from pgboss.version");
    return true;
  } catch {
    return false;
  }
}
