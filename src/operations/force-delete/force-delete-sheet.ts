import { NotFound } from "../../domain/errors.ts";
import {
  basisOf,
  decideForceDelete,
  type ForceDeleteForm,
  factsOf,
  needsSecondPerson,
} from "../../domain/force-delete-gate.ts";
import type { Deps } from "../deps.ts";
import type { ForceDeleteSheet, VerifiedNumber } from "../operations.ts";
import type { ForceDeleteModalRecord } from "../ports/force-delete-store.ts";

/** Nothing filled in: what the gate says to it is what the modal asks for. */
const EMPTY_FORM: ForceDeleteForm = { digits: "", ticks: [], reason: "", acceptLeftovers: false };

/** The modal's record. Throws NotFound where it is unknown: it was never ours, or was opened a week ago. */
export async function findModal(
  deps: Pick<Deps, "database">,
  modalId: string,
): Promise<ForceDeleteModalRecord> {
  const modal = await deps.database.modals.find(modalId);
  if (modal === null) throw new NotFound("This window is not known any more. Open it again from the alert.");
  return modal;
}

/** What the modal shows for these facts; remembers it, so that a submit can be held against it. */
export async function drawSheet(
  deps: Pick<Deps, "database" | "clock" | "settings">,
  modalId: string,
  verified: VerifiedNumber,
): Promise<ForceDeleteSheet> {
  const { number, resources, factsReadAt } = verified;
  await deps.database.modals.update(modalId, { shown: factsOf(number.status, resources) });
  const decision = decideForceDelete({
    actorMayAct: true,
    status: number.status,
    phoneNumber: number.phoneNumber,
    resources,
    factsReadAt,
    now: deps.clock.now(),
    shown: null,
    form: EMPTY_FORM,
    secondApprover: deps.settings.secondApprover,
    approved: false,
  });
  const incident = await deps.database.incidents.openOf(number.id);
  const approval = incident === null ? null : await deps.database.approvals.pendingOf(incident.id);
  const needsApproval = needsSecondPerson(basisOf(resources), deps.settings.secondApprover);
  return { ...verified, modalId, incident, decision, approval, needsApproval };
}
