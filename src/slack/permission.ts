import type { Asker } from "./interactions.ts";
import { denialText } from "./messages/denial-text.ts";
import type { Right } from "./on-call.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Null where the person may, else why not and who may, in mrkdwn. */
export async function denialOf(
  deps: Pick<SlackDeps, "onCall">,
  userId: string,
  right: Right,
  numberId?: number,
): Promise<string | null> {
  const permission = await deps.onCall.permit(userId, right);
  if (permission.granted) return null;
  const about = numberId === undefined ? {} : { numberId };
  return denialText(permission.denial, { right, onCall: whoMay(deps, right), ...about });
}

/** Those who may, in mrkdwn. */
export function whoMay({ onCall }: Pick<SlackDeps, "onCall">, right: Right): string {
  return right === "approve" ? onCall.approvers : onCall.mention;
}

/** True where the person may; otherwise they were told why not. */
export async function mayProceed(
  deps: Pick<SlackDeps, "onCall">,
  asker: Asker,
  right: Right,
  numberId?: number,
): Promise<boolean> {
  const denial = await denialOf(deps, asker.userId, right, numberId);
  if (denial !== null) await asker.say(denial);
  return denial === null;
}
