import { type Check, failed, ok } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";

const APP_TOKEN =
  "Make an app-level token (xapp-...) with the scope connections:write at api.slack.com/apps, your app, Basic Information, and set SLACK_APP_TOKEN to it.";

/**
 * Whether Slack gives an address for a socket, and whether that can be reached. It is not dialled: Slack would hand payloads
 * to a socket that nobody answers on, and somebody's button would be lost.
 */
export const slackSocket: Check = {
  name: "slack socket",
  async look(means) {
    const { slack, reach } = means;
    const answer = await slack.socketAddress();
    if (answer === null) return null;
    if (!answer.answered)
      return slackRefusal(means, answer, "Socket Mode", {
        invalid_auth: APP_TOKEN,
        not_allowed_token_type: APP_TOKEN,
        missing_scope: APP_TOKEN,
        forbidden_team: APP_TOKEN,
        access_denied: "Switch Socket Mode on at api.slack.com/apps, your app, Socket Mode.",
      });
    try {
      await reach(answer.value);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return failed(
        `Slack's socket host ${new URL(answer.value).host} cannot be reached (${why}).`,
        "Let this host open WebSockets (port 443) to wss-*.slack.com; a proxy must let them through.",
      );
    }
    return ok("Slack gives out sockets, and their host can be reached.");
  },
};
