import type { OpenMemberResult } from "../../operations/storms/storm-answers.ts";
import { parseCaseValue } from "../case-ref.ts";
import type { ButtonListener } from "../interactions.ts";
import { openMemberAnswer } from "../messages/storm-texts.ts";
import { texts } from "../messages/texts.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";

/** The alert is posted by a job, one message a second: so long is worth waiting for it. */
const LOOKS = 10;
const LOOK_EVERY_MS = 500;

/** Gives a number of a storm an alert of its own, and tells where it stands. */
export const openStormMember: ButtonListener = async ({ value, asker }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  if (!(await mayProceed(deps, asker, "act", ref.numberId))) return;
  const actor = { kind: "slack_user", id: asker.userId } as const;
  const result = await deps.operations.openStormMember(ref.incidentId, actor);
  await asker.say(openMemberAnswer(result, await addressOf(result, deps)));
};

async function addressOf({ result, incident }: OpenMemberResult, deps: SlackDeps): Promise<string | null> {
  if (result === "over" || incident === null) return null;
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await deps.clock.sleep(LOOK_EVERY_MS);
    const { alertChannel: channel, alertTs: ts } =
      (await currentOf(incident.phoneNumberId, deps)) ?? incident;
    if (channel !== null && ts !== null) return deps.addressOf({ channel, ts });
  }
  return null;
}

async function currentOf(numberId: number, { operations }: SlackDeps) {
  return (await operations.showNumber({ id: numberId })).incident;
}
