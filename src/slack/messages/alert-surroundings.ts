/** What an alert shows besides its facts. */
export interface AlertSurroundings {
  /** mrkdwn that mentions those on call. */
  onCall: string;
  runbookUrl: string;
}
