import { type Check, failed, ok } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";

/** Whether alerts can be posted. */
export const alertChannel: Check = {
  name: "alert channel",
  async look(means) {
    const { alertChannel: id } = means.config.slack;
    const answer = await means.slack.channel(id);
    if (!answer.answered)
      return slackRefusal(means, answer, `SLACK_ALERT_CHANNEL ${id}`, {
        channel_not_found:
          "Check the id (in Slack: the channel's details, at the bottom). A private channel cannot be seen from outside: write `/invite @lineman` in it.",
      });
    const { name, isMember, isArchived } = answer.value;
    if (isArchived)
      return failed(
        `#${name} (${id}) is archived.`,
        "Unarchive it, or set SLACK_ALERT_CHANNEL to another one.",
      );
    if (!isMember)
      return failed(`The bot is not in #${name} (${id}).`, "Write `/invite @lineman` in that channel.");
    return ok(`The bot is in #${name}.`);
  },
};
