import { oldestDueJob } from "./jobs/oldest-due-job.ts";
import type { ExamineData } from "./operations/ports/data-state.ts";
import type { TokenSafe } from "./operations/ports/token-safe.ts";
import { pendingMigrations } from "./persistence/migrate.ts";
import type { Database } from "./persistence/open-database.ts";

/** How an open database stands to this version. Works on one without any table, too. */
export function createExamineData(
  { kind, pool }: Pick<Database, "kind" | "pool">,
  safe: Pick<TokenSafe, "keysInUse">,
): ExamineData {
  const exists = async (table: string) => {
    const { rows } = await pool.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [
      table,
    ]);
    return rows[0]?.there === true;
  };
  return async () => {
    const { rows } = await pool.query<{ version: string; at: Date }>(
      "SELECT current_setting('server_version') AS version, clock_timestamp() AS at",
    );
    const [{ version, at }] = rows as [(typeof rows)[number]];
    return {
      server: kind === "embedded" ? `embedded database (PostgreSQL ${version})` : `PostgreSQL ${version}`,
      at,
      migrations: await pendingMigrations(pool),
      keys: (await exists("twilio_credentials")) ? await safe.keysInUse() : [],
      oldestDueJob: (await exists("pgboss.job")) ? await oldestDueJob(pool) : null,
    };
  };
}
