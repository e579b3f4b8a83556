import type { ConsoleTemplates } from "../domain/console-template.ts";

/** What the Slack surface is configured with (product.md 12). */
export interface SlackConfig {
  /** SLACK_BOT_TOKEN. */
  botToken: string;
  /** SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: how Slack's payloads come in. */
  link: { mode: "socket"; appToken: string } | { mode: "http"; signingSecret: string };
  /** SLACK_API_URL, with or without a trailing slash. */
  apiUrl: string;
  /** SLACK_ALERT_CHANNEL, a channel id. */
  alertChannel: string;
  /** SLACK_ONCALL_USERGROUP, a user group id (S…). */
  onCallUsergroup: string | null;
  /** SLACK_ONCALL_USERS, user ids. */
  onCallUsers: readonly string[];
  /** SLACK_APPROVERS_USERGROUP: who may approve a force delete; null: those on call. */
  approversUsergroup: string | null;
  /** DOCS_URL: the page that tells how to clean up by hand. */
  runbookUrl: string;
  /** CONSOLE_LINKS (docs/adr/0007): addresses of consoles that replace the documented ones. */
  consoleLinks: ConsoleTemplates;
}
