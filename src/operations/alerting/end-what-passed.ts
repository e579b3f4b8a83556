import type { IncidentChanges } from "../../domain/incident.ts";
import { isBeingChecked, LOOK_DEAD_AFTER_MS } from "../../domain/look-under-way.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import { eachOnItsOwn } from "../each-on-its-own.ts";
import type { Database } from "../ports/store.ts";

/** Alerts that show a snooze whose time is over, or a look whose process died, are drawn without it. */
export async function endWhatPassed(database: Database, at: Date, limit: number): Promise<void> {
  const checkingBefore = new Date(at.getTime() - LOOK_DEAD_AFTER_MS);
  await eachOnItsOwn(await database.incidents.listPassed({ snoozedUntil: at, checkingBefore }, limit), (id) =>
    database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(id);
      if (incident === null) return;
      const changes: IncidentChanges = {
        ...(isSnoozed(incident, at) ? {} : { snoozedUntil: null, snoozedBy: null }),
        ...(isBeingChecked(incident, at) ? {} : { checkingSince: null }),
      };
      await tx.incidents.change(id, changes);
      await tx.enqueue({ name: "sync_alert", incidentId: id });
    }),
  );
}
