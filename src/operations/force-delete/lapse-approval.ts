import type { Actor } from "../../domain/actor.ts";
import { hasLapsed, type LapseReason, lapseWords } from "../../domain/approval.ts";
import type { Json } from "../../domain/phone-number.ts";
import { eachOnItsOwn } from "../each-on-its-own.ts";
import type { Approval } from "../ports/force-delete-store.ts";
import type { Database, Store } from "../ports/store.ts";

/** Who lets wishes lapse that nobody has pressed. */
export const ITSELF: Actor = { kind: "system", name: "lapse_approvals" };

/**
 * Ends a wish that nobody can approve any more, and tells whoever asked and whoever found out. False where it was decided
 * already. To be called in a transaction.
 */
export async function lapseApproval(
  tx: Store,
  approval: Approval,
  { reason, by, at }: { reason: LapseReason; by: Actor; at: Date },
): Promise<boolean> {
  const { id, incidentId, phoneNumberId } = approval;
  if (!(await tx.approvals.decide(id, "lapsed", by, at))) return false;
  await tx.incidents.redrawApproval(incidentId, id);
  const text = `The wish to force-delete has lapsed: ${lapseWords(reason)}`;
  await tx.incidents.note(incidentId, { text, mention: "parties", approvalId: id }, at);
  await tx.enqueue({ name: "sync_alert", incidentId });
  await tx.audit.append({
    at,
    actor: by,
    action: "approval_lapsed",
    phoneNumberId,
    incidentId,
    data: { request: id, ...evidence(reason) },
  });
  return true;
}

/** Wishes whose time is over, and those of incidents that have ended otherwise. */
export async function lapseWhatPassed(database: Database, at: Date, limit: number): Promise<void> {
  await eachOnItsOwn(await database.approvals.listExpired(at, limit), (approval) =>
    database.transaction(async (tx) => {
      const reason = hasLapsed(approval, at) ? ({ why: "time" } as const) : await endOf(tx, approval);
      await lapseApproval(tx, approval, { reason, by: ITSELF, at });
    }),
  );
}

async function endOf(tx: Store, { incidentId }: Approval): Promise<LapseReason> {
  const incident = await tx.incidents.find(incidentId);
  const isRemoved = incident?.outcome === "force_deleted" || incident?.outcome === "removed";
  return isRemoved ? { why: "not_corrupted", status: "removed" } : { why: "case_over" };
}

function evidence(reason: LapseReason): { [key: string]: Json } {
  switch (reason.why) {
    case "facts_changed":
      return { why: reason.why, differences: reason.differences.map((difference) => ({ ...difference })) };
    case "not_corrupted":
      return { why: reason.why, status: reason.status };
    case "time":
    case "case_over":
      return { why: reason.why };
  }
}
