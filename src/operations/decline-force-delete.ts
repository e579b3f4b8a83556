import { isOwnWish } from "../domain/approval.ts";
import type { Deps } from "./deps.ts";
import { findApproval } from "./force-delete/find-approval.ts";
import type { Operations } from "./operations.ts";

/** Ends a wish: somebody else declines it, or whoever asked takes it back. Nothing is deleted. */
export function createDeclineForceDelete(
  deps: Pick<Deps, "database" | "clock">,
): Operations["declineForceDelete"] {
  return ({ approvalId, userId, mayApprove }) =>
    deps.database.transaction(async (tx) => {
      const approval = await findApproval(tx, approvalId);
      const { incidentId, phoneNumberId } = approval;
      const isOwn = isOwnWish(approval, userId);
      if (!mayApprove && !isOwn) return { result: "not_permitted", approval };
      const at = deps.clock.now();
      const by = { kind: "slack_user", id: userId } as const;
      if (!(await tx.approvals.decide(approvalId, "declined", by, at)))
        return { result: "decided", approval: await findApproval(tx, approvalId) };
      await tx.incidents.redrawApproval(incidentId, approvalId);
      const text = isOwn
        ? "took the wish to force-delete back. Nothing was deleted."
        : "declined the force delete. Nothing was deleted.";
      await tx.incidents.note(incidentId, { text, by, mention: "parties", approvalId }, at);
      await tx.incidents.change(incidentId, { lastActedAt: at });
      await tx.enqueue({ name: "sync_alert", incidentId });
      await tx.audit.append({
        at,
        actor: by,
        action: "declined",
        phoneNumberId,
        incidentId,
        data: { request: approvalId, withdrawn: isOwn },
      });
      const decided = { ...approval, state: "declined", decidedBy: by, decidedAt: at } as const;
      return { result: isOwn ? "withdrawn" : "declined", approval: decided };
    });
}
