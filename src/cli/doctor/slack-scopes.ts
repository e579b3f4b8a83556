import { type Check, failed, ok, warning } from "./check.ts";
import { manifestOf, slackRefusal } from "./slack-refusal.ts";

/** Whether the token may do everything that Lineman does. */
export const slackScopes: Check = {
  name: "slack scopes",
  async look(means) {
    const { slack, scopes, config } = means;
    const manifest = manifestOf(config);
    const answer = await slack.identity();
    if (!answer.answered) return slackRefusal(means, answer, "The token's scopes");
    const granted = answer.value.scopes;
    if (granted.length === 0)
      return warning(
        "Slack did not name the token's scopes.",
        "A proxy at SLACK_API_URL must pass on the header x-oauth-scopes; Slack itself always sends it.",
      );
    const missing = scopes.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return ok(`The token has all ${scopes.length} scopes of ${manifest}.`);
    return failed(
      `The token lacks ${missing.join(", ")}.`,
      `At api.slack.com/apps open your app, add the scopes under OAuth & Permissions (or paste ${manifest}), and reinstall the app to the workspace.`,
    );
  },
};
