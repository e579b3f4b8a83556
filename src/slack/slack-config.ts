/** What the Slack surface is configured with (product.md 12). */
export interface SlackConfig {
  /** SLACK_BOT_TOKEN. */
  botToken: string;
  /** SLACK_SIGNING_SECRET. */
  signingSecret: string;
  /** SLACK_API_URL, with or without a trailing slash. */
  apiUrl: string;
  /** SLACK_ALERT_CHANNEL, a channel id. */
  alertChannel: string;
  /** SLACK_ONCALL_USERGROUP, a user group id (S…). */
  onCallUsergroup: string | null;
  /** SLACK_ONCALL_USERS, user ids. */
  onCallUsers: readonly string[];
  /** DOCS_URL: the page that tells how to clean up by hand. */
  runbookUrl: string;
}
