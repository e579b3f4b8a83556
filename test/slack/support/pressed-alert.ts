import { expect } from "vitest";
import { defaults } from "../../../standins/slack/default-workspace.ts";
import type { SlackMessage } from "../../../standins/slack/wire.ts";
import { aResource, NOW } from "../../support/factories.ts";
import { answerAfter } from "./answer-after.ts";
import type { SlackHarness } from "./slack-harness.ts";

/** An alert of a harness, which may start later than this, and what its buttons answer in the channel. */
export function pressedAlert(harness: () => SlackHarness) {
  return {
    /** Posts the alert of a corrupted number as operations would, and returns it as people see it. */
    async anAlert(
      resources = [aResource("twilio_sip_trunk"), aResource("livekit_dispatch_rule", { state: "gone" })],
    ): Promise<SlackMessage> {
      const { operations, bot, slack } = harness();
      const { number, incident } = operations.add({}, resources);
      if (incident === null) throw new Error("no incident");
      const posted = await bot.alerts.post({
        incident,
        number,
        resources,
        run: null,
        leftovers: [],
        approval: null,
        mentions: true,
        readAt: NOW,
      });
      return slack.until(() => slack.message(posted.channel, posted.ts));
    },

    /** What the person alone is told in the alert's channel because of this. */
    async answerAfter(userId: string, act: () => Promise<unknown>): Promise<string> {
      const answer = await answerAfter(harness(), userId, act);
      expect(answer.channel).toBe(defaults.alerts);
      return answer.text;
    },
  };
}
