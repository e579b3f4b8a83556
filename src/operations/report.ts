import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

const LATELY_MS = 7 * 24 * 3_600_000;
const MOST_CAUSES = 5;

/** How the last seven days were, and what is open now. Six queries, whatever the inventory's size. */
export function createReport(deps: Pick<Deps, "database" | "clock">): Operations["report"] {
  return async () => {
    const { numbers, archive } = deps.database;
    const asOf = deps.clock.now();
    const since = new Date(asOf.getTime() - LATELY_MS);
    return {
      counts: await numbers.countsByStatus(),
      incidents: await archive.countIncidents(since, MOST_CAUSES),
      leftovers: await archive.countOpenLeftovers(),
      since,
      asOf,
    };
  };
}
