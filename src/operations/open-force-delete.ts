import { IllegalTransition } from "../domain/errors.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import type { Deps } from "./deps.ts";
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
    const incident = await deps.database.incidents.openOf(id);
    const modalId = deps.ids.uuid();
    const modal = { id: modalId, phoneNumberId: id, incidentId: incident?.id ?? null, userId };
    await deps.database.modals.create(modal, deps.clock.now());
    return { number, resources, modalId };
  };
}
