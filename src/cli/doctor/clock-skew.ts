import { type Check, failed, ok, warning } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";

/** LiveKit refuses tokens that are a minute wrong; Slack's requests are refused when they are 5 minutes old (slack.md). */
const FAILS_FROM_MS = 60_000;
const REFUSED =
  "LiveKit refuses tokens from 60 s on, and what Slack sends over HTTP is refused from 300 s on";
const WARNS_FROM_MS = 10_000;

const FIX = "Let this host keep its time by NTP: `timedatectl set-ntp true`, or your platform's way.";

/** Whether this host's clock agrees with Slack's. */
export const clockSkew: Check = {
  name: "clock",
  async look(means) {
    const answer = await means.slack.identity();
    if (!answer.answered) return slackRefusal(means, answer, "The clock could not be compared");
    const { time } = answer.value;
    if (time === null) return warning("Slack's answer carried no date to compare with.", FIX);
    const skewMs = time.here.getTime() - time.slack.getTime();
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    const side = skewMs > 0 ? "ahead of" : "behind";
    if (Math.abs(skewMs) >= FAILS_FROM_MS)
      return failed(`This host's clock is ${seconds} s ${side} Slack's: ${REFUSED}.`, FIX);
    if (Math.abs(skewMs) >= WARNS_FROM_MS)
      return warning(`This host's clock is ${seconds} s ${side} Slack's.`, FIX);
    // The header has whole seconds.
    return ok("This host's clock agrees with Slack's.");
  },
};
