import type { ConsoleLinks } from "./console-links.ts";

/** What an alert shows besides its facts. */
export interface AlertSurroundings {
  /** mrkdwn that mentions those on call. */
  onCall: string;
  /** Mentions those who may approve a force delete, in mrkdwn. */
  approvers: string;
  runbookUrl: string;
  consoleLinks: ConsoleLinks;
}
