import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** App Home and lists show at most this many incidents, whatever the inventory's size. */
const SHOWN_INCIDENTS = 20;

/** What App Home shows: counts per status and the open incidents, oldest first. */
export function createHomeStatus(deps: Pick<Deps, "database" | "clock">): Operations["homeStatus"] {
  return async () => {
    const { numbers, incidents } = deps.database;
    return {
      counts: await numbers.countsByStatus(),
      openIncidents: await incidents.listOpen(SHOWN_INCIDENTS),
      openIncidentCount: await incidents.countOpen(),
      asOf: deps.clock.now(),
    };
  };
}
