import { IllegalTransition } from "../domain/errors.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import type { Deps } from "./deps.ts";
import { showAct } from "./incidents/record-act.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/** Records that a person opened the modal. Reads and writes the database only: a trigger id lives three seconds. */
export function createOpenForceDelete(
  deps: Pick<Deps, "database" | "clock" | "ids">,
): Operations["openForceDelete"] {
  return async (id, userId) => {
    const { number, resources } = await loadNumber(deps.database, id);
    if (nextStatus(number.status, "force_delete_confirmed") === null)
      throw new IllegalTransition(number.status, "force_delete_confirmed");
    const modalId = deps.ids.uuid();
    await deps.database.transaction(async (tx) => {
      const incident = await tx.incidents.openOf(id);
      const at = deps.clock.now();
      await tx.modals.create(
        { id: modalId, phoneNumberId: id, incidentId: incident?.id ?? null, userId },
        at,
      );
      const actor = { kind: "slack_user", id: userId } as const;
      if (incident !== null) await showAct(tx, incident.id, { actor, at, note: null });
    });
    return { number, resources, modalId };
  };
}
