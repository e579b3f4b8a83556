import {
  decideForceDelete,
  differencesBetween,
  type ForceDeleteDecision,
  factsOf,
} from "../domain/force-delete-gate.ts";
import type { Deps } from "./deps.ts";
import { commitForceDelete } from "./force-delete/commit-force-delete.ts";
import { drawSheet, findModal } from "./force-delete/force-delete-sheet.ts";
import { requestApproval } from "./force-delete/request-approval.ts";
import { verifyUnlessGone } from "./force-delete/verify-unless-gone.ts";
import type { ForceDeleteResult, Operations, VerifiedNumber } from "./operations.ts";
import type { ForceDeleteModalRecord } from "./ports/force-delete-store.ts";
import type { VerifyNumber } from "./verify-number.ts";

type SubmitDeps = Pick<Deps, "database" | "clock" | "ids" | "settings">;
type Submission = Parameters<Operations["submitForceDelete"]>[0];

/**
 * Looks at everything once more, decides on these facts, and removes the record in one transaction that checks status and
 * version again. However often and from wherever it is sent, one submission at most removes anything.
 */
export function createSubmitForceDelete(
  deps: SubmitDeps,
  verifyNumber: VerifyNumber,
): Operations["submitForceDelete"] {
  return async (submission) => {
    const modal = await findModal(deps, submission.modalId);
    if (modal.userId !== submission.userId || !submission.mayAct)
      return { result: "refused", decision: { decision: "refused", why: "not_permitted" }, sheet: null };
    const verified = await verifyUnlessGone(verifyNumber, modal.phoneNumberId);
    if (verified === null) return endedOtherwise(deps, modal, verifyNumber);

    const decision = decide(deps, submission, modal, verified);
    if (decision.decision === "refused")
      return { result: "refused", decision, sheet: await drawSheet(deps, modal.id, verified) };
    const by = { kind: "slack_user", id: submission.userId } as const;
    if (decision.decision === "needs_approval") {
      const { basis } = decision;
      const waiting = await requestApproval(deps, { verified, basis, by, form: submission.form });
      return waiting === null ? endedOtherwise(deps, modal, verifyNumber) : { result: "waiting", ...waiting };
    }
    const done = await commitForceDelete(deps, {
      verified,
      looked: verified,
      by,
      reason: submission.form.reason.trim() === "" ? null : submission.form.reason.trim(),
      basis: decision.basis,
    });
    return done === null
      ? endedOtherwise(deps, modal, verifyNumber)
      : { result: "done", basis: decision.basis, ...done };
  };
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

/** It could not be done on what was decided: says who was faster, what the number is now, or what has moved. */
async function endedOtherwise(
  deps: SubmitDeps,
  modal: ForceDeleteModalRecord,
  verifyNumber: VerifyNumber,
): Promise<ForceDeleteResult> {
  const verified = await verifyUnlessGone(verifyNumber, modal.phoneNumberId);
  if (verified?.number.status === "corrupted") {
    const { number, resources } = verified;
    const shown = modal.shown ?? { status: number.status, states: {} };
    const differences = differencesBetween(shown, factsOf(number.status, resources));
    const sheet = await drawSheet(deps, modal.id, verified);
    return { result: "refused", decision: { decision: "refused", why: "facts_changed", differences }, sheet };
  }
  const incident = await deps.database.incidents.latestOf(modal.phoneNumberId);
  if (verified === null && incident?.outcome === "force_deleted") return { result: "already_done", incident };
  const status = verified?.number.status ?? "removed";
  return { result: "refused", decision: { decision: "refused", why: "not_corrupted", status }, sheet: null };
}
