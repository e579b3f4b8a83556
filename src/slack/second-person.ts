import type { ForceDeleteSheet } from "../operations/operations.ts";
import type { SlackDeps } from "./slack-deps.ts";
import type { SecondPerson } from "./views/force-delete-view.ts";

/** Who could approve what this person asks for; null where the sheet needs nobody. Never throws. */
export async function secondPersonFor(
  { onCall }: Pick<SlackDeps, "onCall">,
  sheet: Pick<ForceDeleteSheet, "needsApproval">,
  userId: string,
): Promise<SecondPerson | null> {
  if (!sheet.needsApproval) return null;
  const outlook = await onCall.othersWhoMayApprove(userId);
  return { userId, approvers: onCall.approvers, appointing: onCall.appointing, outlook };
}
