import type { Deps } from "./deps.ts";
import { eachOnItsOwn, stepsOnTheirOwn } from "./each-on-its-own.ts";
import { recordBeginning } from "./incidents/record-beginning.ts";
import type { Operations } from "./operations.ts";
import type { Store } from "./ports/store.ts";
import { gatherStorms } from "./storms/gather-storms.ts";

const BATCH = 100;

/**
 * What has begun and nobody was told of yet: the first part of a sweep, and by itself where another program's transaction is
 * in the way of the rest. It takes no lock on a number.
 */
export function createTakeUpNew(
  deps: Pick<Deps, "database" | "clock" | "settings">,
): Operations["takeUpNew"] {
  const { database, clock } = deps;
  return () =>
    stepsOnTheirOwn([
      () => database.incidents.openMissing(BATCH),
      // Before they are taken up one by one: what becomes part of a storm is not.
      () => gatherStorms(deps),
      async () =>
        eachOnItsOwn(await database.incidents.listUntaken(BATCH), (id) =>
          database.transaction((tx) => takeUp(tx, id, clock.now())),
        ),
      async () => {
        for (const incidentId of await database.alerts.listBehind(BATCH))
          await database.enqueue({ name: "sync_alert", incidentId });
      },
    ]);
}

async function takeUp(tx: Store, id: number, at: Date): Promise<void> {
  const incident = await tx.incidents.find(id);
  if (incident === null || !(await recordBeginning(tx, incident, at))) return;
  await tx.enqueue({ name: "sync_alert", incidentId: id });
  await tx.enqueue({ name: "verify_number", numberId: incident.phoneNumberId });
}
