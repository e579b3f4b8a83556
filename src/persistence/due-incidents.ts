import { worthWaitingUntil } from "../domain/automatic-retry.ts";
import type { IncidentStore } from "../operations/ports/incident-store.ts";
import { Prisma } from "./generated/client.ts";
import type { Queries } from "./prisma-client.ts";
import { toIncident } from "./rows.ts";

/** What the sweep looks for: each query has a partial index that says the same (migration due_indexes). */
export function createDueIncidents(queries: Queries): Pick<IncidentStore, "listDueRetries" | "listSilent"> {
  return {
    async listDueRetries(now, limit) {
      const rows = await queries.incident.findMany({
        where: {
          closedAt: null,
          nextRetryAt: { not: null, lte: now },
          claimedBy: { equals: Prisma.DbNull },
          // Members of a storm are tried together.
          ownMessage: true,
          OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: now } }],
        },
        orderBy: [{ nextRetryAt: "asc" }, { id: "asc" }],
        take: limit,
      });
      return rows.map(toIncident);
    },
    async listSilent({ unclaimed, claimed }, now, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        (SELECT id FROM incidents incident
          WHERE closed_at IS NULL AND mentioned_at IS NULL AND claimed_by IS NULL AND own_message
            AND alert_ts IS NOT NULL AND (snoozed_until IS NULL OR snoozed_until <= ${now}::timestamptz)
            AND (retries > 0 OR next_retry_at IS NULL OR next_retry_at > ${worthWaitingUntil(now)}::timestamptz)
            AND NOT EXISTS (SELECT 1 FROM teardown_runs run
              WHERE run.phone_number_id = incident.phone_number_id AND run.finished_at IS NULL)
          ORDER BY id LIMIT ${limit})
        UNION ALL
        (SELECT id FROM incidents
          WHERE closed_at IS NULL AND mentioned_at IS NOT NULL AND claimed_by IS NULL AND reminded_unclaimed_at IS NULL
            AND GREATEST(mentioned_at, last_acted_at) <= ${unclaimed}::timestamptz
            AND alert_ts IS NOT NULL AND (snoozed_until IS NULL OR snoozed_until <= ${now}::timestamptz)
          ORDER BY GREATEST(mentioned_at, last_acted_at) LIMIT ${limit})
        UNION ALL
        (SELECT id FROM incidents
          WHERE closed_at IS NULL AND claimed_by IS NOT NULL
            AND (reminded_claimed_at IS NULL OR reminded_claimed_at < GREATEST(claimed_at, last_acted_at))
            AND GREATEST(claimed_at, last_acted_at) <= ${claimed}::timestamptz
            AND alert_ts IS NOT NULL AND (snoozed_until IS NULL OR snoozed_until <= ${now}::timestamptz)
          ORDER BY GREATEST(claimed_at, last_acted_at) LIMIT ${limit})
        LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
  };
}
