import { type Check, ok } from "./check.ts";
import { slackRefusal, TOKEN } from "./slack-refusal.ts";

/** Whether Slack knows the bot token. */
export const slackToken: Check = {
  name: "slack token",
  async look(means) {
    const answer = await means.slack.identity();
    if (!answer.answered) return slackRefusal(means, answer, TOKEN);
    return ok(`Slack knows the bot as ${answer.value.bot} in the workspace ${answer.value.team}.`);
  },
};
