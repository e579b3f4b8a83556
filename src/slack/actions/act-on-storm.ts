import type { StormWorkKind } from "../../domain/storm.ts";
import { SNOOZE_CHOICES } from "../ids.ts";
import type { Asker, ButtonListener } from "../interactions.ts";
import {
  stormClaimAnswer,
  stormReleaseAnswer,
  stormSnoozeAnswer,
  stormWorkAnswer,
} from "../messages/storm-texts.ts";
import { texts } from "../messages/texts.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { parseStormValue } from "../storm-ref.ts";
import { chooseSnoozeEnd } from "./snooze-incident.ts";

/** Cleans up all numbers of a storm; the message shows how it goes. */
export const retryStorm = workListener("retry");

/** Looks at all numbers of a storm. */
export const checkStorm = workListener("check");

/** Takes a storm on, with all its numbers. */
export const claimStorm: ButtonListener = async ({ value, asker }, deps) => {
  const stormId = await stormOf(value, asker, deps);
  if (stormId === null) return;
  await asker.say(stormClaimAnswer(await deps.operations.claimStorm(stormId, actorOf(asker))));
};

/** Ends the claim, whoever's it is. */
export const releaseStorm: ButtonListener = async ({ value, asker }, deps) => {
  const stormId = await stormOf(value, asker, deps);
  if (stormId === null) return;
  await asker.say(stormReleaseAnswer(await deps.operations.releaseStorm(stormId, actorOf(asker))));
};

/** The snooze menu of a storm. */
export const snoozeStorm: ButtonListener = async ({ value, choice, asker }, deps) => {
  const chosen = SNOOZE_CHOICES.find((one) => one === choice);
  if (chosen === undefined) return asker.say(texts.notOurs);
  const stormId = await stormOf(value, asker, deps);
  if (stormId === null) return;
  const actor = actorOf(asker);
  if (chosen === "wake")
    return asker.say(stormSnoozeAnswer(await deps.operations.wakeStorm(stormId, actor), false));
  const { until, utcOnly } = await chooseSnoozeEnd(chosen, asker.userId, deps);
  await asker.say(stormSnoozeAnswer(await deps.operations.snoozeStorm(stormId, until, actor), utcOnly));
};

function workListener(kind: StormWorkKind): ButtonListener {
  return async ({ value, asker }, deps) => {
    const stormId = await stormOf(value, asker, deps);
    if (stormId === null) return;
    const result = await deps.operations.startStormWork(stormId, kind, actorOf(asker));
    await asker.say(stormWorkAnswer(result, kind));
  };
}

/** Null where the value is not ours, or the person may not act; they were told so. */
async function stormOf(value: string, asker: Asker, deps: SlackDeps): Promise<number | null> {
  const ref = parseStormValue(value);
  if (ref === null) {
    await asker.say(texts.notOurs);
    return null;
  }
  return (await mayProceed(deps, asker, "act")) ? ref.stormId : null;
}

function actorOf({ userId }: Asker) {
  return { kind: "slack_user", id: userId } as const;
}
