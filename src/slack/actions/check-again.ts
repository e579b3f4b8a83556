import { parseCaseValue } from "../case-ref.ts";
import type { ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { mayProceed } from "../permission.ts";

/** Looks at every resource again; the alert shows what was found, the person who asked gets the count. */
export const checkAgain: ButtonListener = async ({ value, asker }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  if (!(await mayProceed(deps, asker, "act", ref.numberId))) return;
  if ((await findOpenCase(deps.operations, ref)) === null) return asker.say(texts.caseOver(ref.numberId));
  const { resources } = await deps.operations.verifyNumber(ref.numberId, {
    kind: "slack_user",
    id: asker.userId,
  });
  await asker.say(texts.checked(resources));
};
