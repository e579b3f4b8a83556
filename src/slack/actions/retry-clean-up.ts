import { parseCaseValue } from "../case-ref.ts";
import type { Asker, ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";

/** Removes what is left of a corrupted number, as a job; the alert shows how it goes. */
export const retryCleanUp: ButtonListener = async ({ value, asker }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  if (!(await mayProceed(deps, asker, "act", ref.numberId))) return;
  const found = await findOpenCase(deps.operations, ref);
  if (found === null) return asker.say(texts.caseOver(ref.numberId));
  await startRetry(found.number, asker, deps);
};

/** Never starts the clean-up of a number that works: a retry is for what was left behind. */
export async function startRetry(
  number: { id: number; status: string; phoneNumber: string },
  asker: Asker,
  deps: SlackDeps,
): Promise<void> {
  if (number.status === "active") return asker.say(texts.nothingToRetry(number.id));
  await deps.operations.retryCleanUp(number.id, { kind: "slack_user", id: asker.userId });
  await asker.say(texts.cleanUpStarted(number.phoneNumber));
}
