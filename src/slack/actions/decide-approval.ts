import { assertNever } from "../../domain/errors.ts";
import type { ApproveResult, DeclineResult } from "../../operations/force-delete/approval-answers.ts";
import type { ButtonListener } from "../interactions.ts";
import { approvalTexts } from "../messages/approval-texts.ts";
import { denialText } from "../messages/denial-text.ts";
import { texts } from "../messages/texts.ts";
import type { Permission } from "../on-call.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { forceDeleteNotice, ofModal } from "../views/force-delete-view.ts";

/** The second person's yes, in the alert's thread. */
export const approveForceDelete: ButtonListener = async ({ value, asker }, deps) => {
  const permission = await deps.onCall.permit(asker.userId, "approve", true);
  if (!permission.granted) return asker.say(denialOf(permission, deps));
  await asker.say(approvalTexts.lookingOnceMore);
  const result = await deps.operations.approveForceDelete({
    approvalId: value,
    userId: asker.userId,
    mayApprove: true,
  });
  await asker.say(approvedText(result, asker.userId, deps));
};

/** Their no; from whoever asked, the wish is taken back. */
export const declineForceDelete: ButtonListener = async ({ value, asker }, deps) => {
  await asker.say(await decline(value, asker.userId, deps));
};

/** The same in the window of whoever asked. */
export const withdrawForceDelete: ButtonListener = async ({ value, asker, view }, deps) => {
  if (view === null) return asker.say(texts.notOurs);
  const words = await decline(value, asker.userId, deps);
  const drawn = ofModal(forceDeleteNotice(words), view.privateMetadata);
  if ((await deps.messenger.updateView({ id: view.id }, drawn)) === null) await asker.say(words);
};

/** Guests and strangers may not even decline; a wish of one's own can be taken back without being on call any more. */
async function decline(approvalId: string, userId: string, deps: SlackDeps): Promise<string> {
  const permission = await deps.onCall.permit(userId, "approve", true);
  const isOutsider = !permission.granted && permission.denial.why !== "not_on_call";
  if (isOutsider) return denialOf(permission, deps);
  const mayApprove = permission.granted;
  const result = await deps.operations.declineForceDelete({ approvalId, userId, mayApprove });
  if (result.result === "not_permitted") return denialOf(permission, deps);
  return declinedText(result, userId);
}

function denialOf(permission: Permission, { onCall }: SlackDeps): string {
  return permission.granted
    ? texts.notOurs
    : denialText(permission.denial, { right: "approve", onCall: onCall.approvers });
}

function approvedText(result: ApproveResult, userId: string, deps: SlackDeps): string {
  const { onCall } = deps;
  switch (result.result) {
    case "done":
      return `${approvalTexts.approved(result.incident)}\n${texts.leftBehind(result.leftBehind)}`;
    case "lapsed":
      return approvalTexts.lapsed(result.reason);
    case "own_wish":
      return approvalTexts.ownWish(result.approval, onCall.approvers);
    case "look_again":
      return approvalTexts.lookAgain;
    case "decided":
      return approvalTexts.decided(result.approval, userId);
    case "not_permitted":
      return texts.notOurs;
    default:
      return assertNever(result);
  }
}

function declinedText(result: Exclude<DeclineResult, { result: "not_permitted" }>, userId: string): string {
  switch (result.result) {
    case "declined":
      return approvalTexts.declined;
    case "withdrawn":
      return approvalTexts.withdrawn;
    case "decided":
      return approvalTexts.decided(result.approval, userId);
  }
}
