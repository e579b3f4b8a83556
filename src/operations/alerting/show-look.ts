import { type Actor, isPerson } from "../../domain/actor.ts";
import type { Database, Store } from "../ports/store.ts";
import { giveOwnMessage } from "../storms/own-message.ts";

/** Shows on the open alert of a number that a look at everything has begun at `at`; `asker` is whoever wanted it. */
export function showLookBegun(
  database: Database,
  numberId: number,
  at: Date,
  asker: Actor | null,
): Promise<void> {
  return database.transaction(async (tx) => {
    const incident = await tx.incidents.openOf(numberId);
    if (incident === null) return;
    const acted = asker !== null && isPerson(asker) ? { lastActedAt: at } : {};
    if (asker !== null && isPerson(asker) && !incident.ownMessage)
      await giveOwnMessage(tx, incident, asker, at);
    await tx.incidents.change(incident.id, { checkingSince: at, ...acted });
    await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  });
}

/** Shows that the look of `at` is over. One that began later goes on, and is still shown. */
export async function showLookEnded(tx: Store, numberId: number, at: Date): Promise<void> {
  const open = await tx.incidents.openOf(numberId);
  const incident = open === null ? null : await tx.incidents.lock(open.id);
  if (incident === null) return;
  if (incident.checkingSince?.getTime() === at.getTime())
    await tx.incidents.change(incident.id, { checkingSince: null });
  else await tx.incidents.touch(incident.id);
  await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
}
