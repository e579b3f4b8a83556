import { type CaseRef, parseCaseValue } from "../case-ref.ts";
import type { Asker, ButtonListener } from "../interactions.ts";
import { claimAnswer, releaseAnswer } from "../messages/claim-texts.ts";
import { texts } from "../messages/texts.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";

/** Takes an incident on; the alert and its thread show who has it. */
export const claimIncident: ButtonListener = async ({ value, asker }, deps) => {
  const ref = await refOf(value, asker, deps);
  if (ref === null) return;
  const { incidentId } = ref;
  await asker.say(claimAnswer(await deps.operations.claimIncident(incidentId, actorOf(asker))));
};

/** Ends the claim, whoever's it is. */
export const releaseIncident: ButtonListener = async ({ value, asker }, deps) => {
  const ref = await refOf(value, asker, deps);
  if (ref === null) return;
  const { incidentId } = ref;
  await asker.say(releaseAnswer(await deps.operations.releaseIncident(incidentId, actorOf(asker))));
};

/** Null where the value is not ours, or the person may not act; they were told so. */
async function refOf(value: string, asker: Asker, deps: SlackDeps): Promise<CaseRef | null> {
  const ref = parseCaseValue(value);
  if (ref === null) {
    await asker.say(texts.notOurs);
    return null;
  }
  return (await mayProceed(deps, asker, "act", ref.numberId)) ? ref : null;
}

function actorOf({ userId }: Asker) {
  return { kind: "slack_user", id: userId } as const;
}
