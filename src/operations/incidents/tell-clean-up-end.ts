import { isPerson } from "../../domain/actor.ts";
import { type ExternalResource, inResourceOrder } from "../../domain/external-resource.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Store } from "../ports/store.ts";
import type { TeardownRun } from "../ports/teardown-journal.ts";
import { cleanUpEndLine } from "./thread-lines.ts";

/**
 * The thread tells how a clean-up ended that a person had started there; a first deletion has no thread to tell it in.
 * `message`: why it did not succeed; null where the record is removed.
 */
export async function tellCleanUpEnd(
  tx: Store,
  incident: Incident | null,
  end: { run: TeardownRun; resources: readonly ExternalResource[]; message: string | null; at: Date },
): Promise<void> {
  const { run, resources, message, at } = end;
  if (incident === null || incident.openedAt > run.requestedAt || !isPerson(run.requestedBy)) return;
  // A storm's thread tells it for all its members.
  if (!incident.ownMessage) return;
  await tx.incidents.note(incident.id, { text: cleanUpEndLine(inResourceOrder(resources), message) }, at);
}
