import { failed } from "./check.ts";

const INSTALL_AGAIN =
  "At api.slack.com/apps open your app, paste manifest.yml under App Manifest, install it to the workspace again, and set SLACK_BOT_TOKEN to the token that is shown then.";
const NEW_TOKEN =
  "Copy the Bot User OAuth Token (xoxb-...) from api.slack.com/apps, your app, OAuth & Permissions, into SLACK_BOT_TOKEN.";

const FIXES: Record<string, string> = {
  missing_scope: INSTALL_AGAIN,
  invalid_auth: NEW_TOKEN,
  not_authed: NEW_TOKEN,
  account_inactive: INSTALL_AGAIN,
  token_revoked: INSTALL_AGAIN,
  token_expired: NEW_TOKEN,
  not_allowed_token_type: NEW_TOKEN,
};

/** Slack did not answer a question; `fixes` are for words that mean something of their own there. */
export function slackRefusal(
  { word, detail }: { word: string | null; detail: string },
  about: string,
  fixes: Record<string, string> = {},
) {
  if (word === null)
    return failed(
      `${about}: Slack gave no usable answer (${detail}).`,
      "Let this host reach SLACK_API_URL (https://slack.com/api/) over HTTPS, and look at status.slack.com.",
    );
  const fix = fixes[word] ?? FIXES[word] ?? "Look the word up at docs.slack.dev, under the method's errors.";
  return failed(`${about}: Slack refuses (${detail}).`, fix);
}
