import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { giveOwnMessage } from "./storms/own-message.ts";

/** A member of a storm gets a message of its own, because a person wants to act on it alone. */
export function createOpenStormMember(deps: Pick<Deps, "database" | "clock">): Operations["openStormMember"] {
  return (incidentId, actor) =>
    deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.lock(incidentId);
      if (incident === null) return { result: "over", incident: await tx.incidents.find(incidentId) };
      const at = deps.clock.now();
      const opened = await giveOwnMessage(tx, incident, actor, at);
      if (opened) await tx.incidents.change(incidentId, { lastActedAt: at });
      return { result: opened ? "opened" : "already", incident: { ...incident, ownMessage: true } };
    });
}
