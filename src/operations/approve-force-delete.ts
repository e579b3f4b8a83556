import { decideApproval, hasLapsed, isOwnWish, type LapseReason } from "../domain/approval.ts";
import { differencesBetween, factsOf } from "../domain/force-delete-gate.ts";
import type { Deps } from "./deps.ts";
import type { ApproveResult } from "./force-delete/approval-answers.ts";
import { commitForceDelete } from "./force-delete/commit-force-delete.ts";
import { findApproval } from "./force-delete/find-approval.ts";
import { lapseApproval } from "./force-delete/lapse-approval.ts";
import { verifyUnlessGone } from "./force-delete/verify-unless-gone.ts";
import type { LookedAtNumber } from "./inspection/look-at-number.ts";
import type { Operations } from "./operations.ts";
import type { Approval } from "./ports/force-delete-store.ts";
import type { VerifyNumber } from "./verify-number.ts";

type ApproveDeps = Pick<Deps, "database" | "clock" | "settings">;

/**
 * The second person's yes: looks at everything once more, asks the gate about what the requester decided on, and removes the
 * record in the transaction that decides the wish. However many press at once: one force delete.
 */
export function createApproveForceDelete(
  deps: ApproveDeps,
  verifyNumber: VerifyNumber,
): Operations["approveForceDelete"] {
  return async ({ approvalId, userId, mayApprove }) => {
    const approval = await findApproval(deps.database, approvalId);
    if (approval.state !== "pending") return { result: "decided", approval };
    if (!mayApprove) return { result: "not_permitted", approval };
    if (isOwnWish(approval, userId)) return { result: "own_wish", approval };
    if (hasLapsed(approval, deps.clock.now())) return lapse(deps, approval, userId, { why: "time" });
    const verified = await verifyUnlessGone(verifyNumber, approval.phoneNumberId);
    return decide(deps, approval, userId, verified);
  };
}

async function decide(
  deps: ApproveDeps,
  approval: Approval,
  userId: string,
  verified: LookedAtNumber | null,
): Promise<ApproveResult> {
  if (verified === null) return endedOtherwise(deps, approval, userId);
  const { number, resources, factsReadAt } = verified;
  const decision = decideApproval(approval, {
    status: number.status,
    phoneNumber: number.phoneNumber,
    incidentId: (await deps.database.incidents.openOf(number.id))?.id ?? null,
    resources,
    factsReadAt,
    now: deps.clock.now(),
    secondApprover: deps.settings.secondApprover,
  });
  if (decision.decision === "look_again") return { result: "look_again", approval };
  if (decision.decision === "lapsed") return lapse(deps, approval, userId, decision.reason);
  const done = await commitForceDelete(deps, {
    verified,
    looked: verified,
    by: approval.requestedBy,
    reason: approval.reason,
    basis: decision.basis,
    approved: { id: approval.id, by: { kind: "slack_user", id: userId } },
  });
  return done === null
    ? endedOtherwise(deps, approval, userId)
    : { result: "done", basis: decision.basis, ...done };
}

/** It could not be done on what was decided: somebody else was faster, or something has moved since. */
async function endedOtherwise(deps: ApproveDeps, approval: Approval, userId: string): Promise<ApproveResult> {
  const now = await findApproval(deps.database, approval.id);
  if (now.state !== "pending") return { result: "decided", approval: now };
  const number = await deps.database.numbers.find(approval.phoneNumberId);
  if (number?.status !== "corrupted")
    return lapse(deps, now, userId, { why: "not_corrupted", status: number?.status ?? "removed" });
  const stored = await deps.database.resources.of(number.id);
  const differences = differencesBetween(approval.shown, factsOf(number.status, stored));
  if (differences.length === 0) return { result: "look_again", approval: now };
  return lapse(deps, now, userId, { why: "facts_changed", differences });
}

async function lapse(
  deps: ApproveDeps,
  approval: Approval,
  userId: string,
  reason: LapseReason,
): Promise<ApproveResult> {
  return deps.database.transaction(async (tx) => {
    const by = { kind: "slack_user", id: userId } as const;
    const lapsed = await lapseApproval(tx, approval, { reason, by, at: deps.clock.now() });
    const now = await findApproval(tx, approval.id);
    return lapsed ? { result: "lapsed", approval: now, reason } : { result: "decided", approval: now };
  });
}
