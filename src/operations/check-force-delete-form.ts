import { inResourceOrder } from "../domain/external-resource.ts";
import { formFaults } from "../domain/force-delete-gate.ts";
import type { Deps } from "./deps.ts";
import { findModal } from "./force-delete/force-delete-sheet.ts";
import type { Operations } from "./operations.ts";

/** Holds the form against what the modal showed; the gate holds it against fresh facts afterwards. */
export function createCheckForceDeleteForm(deps: Pick<Deps, "database">): Operations["checkForceDeleteForm"] {
  return async (modalId, form) => {
    const modal = await findModal(deps, modalId);
    const [number, resources] = await Promise.all([
      deps.database.numbers.find(modal.phoneNumberId),
      deps.database.resources.of(modal.phoneNumberId),
    ]);
    // Already removed: no field can be wrong any more, the submit will say what happened.
    if (number === null) return {};
    const shown = inResourceOrder(resources).map((resource) => {
      const state = modal.shown?.states[`${resource.kind}:${resource.sid}`];
      return state === undefined ? resource : { ...resource, state };
    });
    return formFaults(form, number.phoneNumber, shown);
  };
}
