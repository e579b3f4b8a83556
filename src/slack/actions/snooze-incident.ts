import { isTimeZone, tomorrowAt } from "../../domain/local-time.ts";
import { parseCaseValue } from "../case-ref.ts";
import { SNOOZE_CHOICES, type SnoozeChoice } from "../ids.ts";
import type { ButtonListener } from "../interactions.ts";
import { snoozeAnswer, wakeAnswer } from "../messages/claim-texts.ts";
import { texts } from "../messages/texts.ts";
import { mayProceed } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";

const MINUTE_MS = 60_000;
const MORNING = 9;

/** The snooze menu: keeps an alert quiet for a while, or wakes it. */
export const snoozeIncident: ButtonListener = async ({ value, choice, asker }, deps) => {
  const ref = parseCaseValue(value);
  const chosen = SNOOZE_CHOICES.find((one) => one === choice);
  if (ref === null || chosen === undefined) return asker.say(texts.notOurs);
  if (!(await mayProceed(deps, asker, "act", ref.numberId))) return;
  const actor = { kind: "slack_user", id: asker.userId } as const;
  if (chosen === "wake")
    return asker.say(wakeAnswer(await deps.operations.wakeIncident(ref.incidentId, actor)));
  const { until, utcOnly } = await chooseSnoozeEnd(chosen, asker.userId, deps);
  const result = await deps.operations.snoozeIncident(ref.incidentId, until, actor);
  await asker.say(snoozeAnswer(result, utcOnly));
};

/** When a chosen snooze ends for this person. `utcOnly`: their time zone was not to be had. */
export async function chooseSnoozeEnd(
  chosen: Exclude<SnoozeChoice, "wake">,
  userId: string,
  deps: SlackDeps,
): Promise<{ until: Date; utcOnly: boolean }> {
  const named = chosen === "tomorrow" ? await deps.onCall.timeZoneOf(userId) : "UTC";
  const timeZone = named !== null && isTimeZone(named) ? named : null;
  return { until: snoozeEnd(chosen, timeZone ?? "UTC", deps.clock.now()), utcOnly: timeZone === null };
}

function snoozeEnd(choice: Exclude<SnoozeChoice, "wake">, timeZone: string, now: Date): Date {
  switch (choice) {
    case "30m":
      return new Date(now.getTime() + 30 * MINUTE_MS);
    case "2h":
      return new Date(now.getTime() + 120 * MINUTE_MS);
    case "tomorrow":
      return tomorrowAt(MORNING, timeZone, now);
  }
}
