import { type Check, ok } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";

/** Whether Slack knows the bot token. */
export const slackToken: Check = {
  name: "slack token",
  async look({ slack }) {
    const answer = await slack.identity();
    if (!answer.answered) return slackRefusal(answer, "SLACK_BOT_TOKEN");
    return ok(`Slack knows the bot as ${answer.value.bot} in the workspace ${answer.value.team}.`);
  },
};
