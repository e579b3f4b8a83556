import type { Actor } from "../../domain/actor.ts";
import { APPROVAL_WAITS_MS, hasLapsed } from "../../domain/approval.ts";
import { type ForceDeleteForm, factsOf } from "../../domain/force-delete-gate.ts";
import type { Deps } from "../deps.ts";
import { evidenceOf } from "../evidence.ts";
import type { VerifiedNumber } from "../operations.ts";
import type { Approval } from "../ports/force-delete-store.ts";
import { ITSELF, lapseApproval } from "./lapse-approval.ts";

/** A wish that waits now. `isNew` false: another one waited before, and nothing was added to it. */
export interface Waiting {
  approval: Approval;
  isNew: boolean;
}

/**
 * Asks for a second person, in the alert's thread. One wish at a time: a second one is answered with the first. Null where the
 * incident has ended meanwhile, or an earlier wish of the number has to be ended first.
 */
export async function requestApproval(
  deps: Pick<Deps, "database" | "clock" | "ids">,
  wish: { verified: VerifiedNumber; basis: "attested" | "accepted"; by: Actor; form: ForceDeleteForm },
): Promise<Waiting | null> {
  const { verified, basis, by, form } = wish;
  const { number, resources } = verified;
  return deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const incident = await tx.incidents.openOf(number.id);
    if (incident === null) return null;
    const before = await tx.approvals.pendingOf(incident.id);
    if (before !== null && hasLapsed(before, at))
      await lapseApproval(tx, before, { reason: { why: "time" }, by: ITSELF, at });
    const asked = {
      id: deps.ids.uuid(),
      incidentId: incident.id,
      phoneNumberId: number.id,
      requestedBy: by,
      requestedAt: at,
      expiresAt: new Date(at.getTime() + APPROVAL_WAITS_MS),
      reason: form.reason.trim(),
      ticks: form.ticks,
      accept: basis === "accepted",
      shown: factsOf(number.status, resources),
    };
    if (!(await tx.approvals.open(asked))) {
      const waiting = await tx.approvals.pendingOf(incident.id);
      return waiting && { approval: waiting, isNew: false };
    }
    const text = "asks for a second person to approve a force delete.";
    await tx.incidents.note(incident.id, { text, by, mention: "approvers", approvalId: asked.id }, at);
    await tx.incidents.change(incident.id, { lastActedAt: at });
    await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
    await tx.audit.append({
      at,
      actor: by,
      action: "approval_requested",
      phoneNumberId: number.id,
      incidentId: incident.id,
      data: {
        request: asked.id,
        basis,
        reason: asked.reason,
        ticks: [...asked.ticks].sort(),
        expires_at: asked.expiresAt.toISOString(),
        resources: evidenceOf(resources),
      },
    });
    return { approval: { ...asked, state: "pending", decidedBy: null, decidedAt: null }, isNew: true };
  });
}
