import { NotFound } from "../domain/errors.ts";
import { decideForceDelete, type ForceDeleteDecision } from "../domain/force-delete-gate.ts";
import { commitForceDelete } from "./commit-force-delete.ts";
import type { Deps } from "./deps.ts";
import { drawSheet, findModal } from "./force-delete-sheet.ts";
import type { ForceDeleteResult, Operations, VerifiedNumber } from "./operations.ts";
import type { ForceDeleteModalRecord } from "./ports/store.ts";

type SubmitDeps = Pick<Deps, "database" | "clock" | "settings">;
type Submission = Parameters<Operations["submitForceDelete"]>[0];

/**
 * Looks at everything once more, decides on these facts, and removes the record in one transaction that checks status and
 * version again. However often and from wherever it is sent, one submission at most removes anything.
 */
export function createSubmitForceDelete(
  deps: SubmitDeps,
  verifyNumber: Operations["verifyNumber"],
): Operations["submitForceDelete"] {
  return async (submission) => {
    const modal = await findModal(deps, submission.modalId);
    if (modal.userId !== submission.userId || !submission.mayAct)
      return { result: "refused", decision: { decision: "refused", why: "not_permitted" }, sheet: null };
    const verified = await verifyUnlessGone(verifyNumber, modal.phoneNumberId);
    if (verified === null) return endedOtherwise(deps, modal);

    const decision = decide(deps, submission, modal, verified);
    if (decision.decision !== "allowed")
      return { result: "refused", decision, sheet: await drawSheet(deps, modal.id, verified) };
    const done = await commitForceDelete(deps, {
      verified,
      by: { kind: "slack_user", id: submission.userId },
      reason: submission.form.reason.trim() === "" ? null : submission.form.reason.trim(),
      basis: decision.basis,
    });
    return done === null ? endedOtherwise(deps, modal) : { result: "done", basis: decision.basis, ...done };
  };
}

async function verifyUnlessGone(
  verify: Operations["verifyNumber"],
  id: number,
): Promise<VerifiedNumber | null> {
  try {
    return await verify(id);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

function decide(
  deps: SubmitDeps,
  { form, mayAct }: Submission,
  modal: ForceDeleteModalRecord,
  { number, resources, factsReadAt }: VerifiedNumber,
): ForceDeleteDecision {
  return decideForceDelete({
    actorMayAct: mayAct,
    status: number.status,
    phoneNumber: number.phoneNumber,
    resources,
    factsReadAt,
    now: deps.clock.now(),
    // A modal that never showed its facts cannot be held against them: an empty set differs from anything real.
    shown: modal.shown ?? { status: number.status, states: {} },
    form,
    secondApprover: deps.settings.secondApprover,
    approved: false,
  });
}

/** The number was not there, or not corrupted, when it came to the deed: says who was faster, or what it is now. */
async function endedOtherwise(deps: SubmitDeps, modal: ForceDeleteModalRecord): Promise<ForceDeleteResult> {
  const number = await deps.database.numbers.find(modal.phoneNumberId);
  const incident = await deps.database.incidents.latestOf(modal.phoneNumberId);
  if (number === null && incident?.outcome === "force_deleted") return { result: "already_done", incident };
  const status = number?.status ?? "removed";
  return { result: "refused", decision: { decision: "refused", why: "not_corrupted", status }, sheet: null };
}
