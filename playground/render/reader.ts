/** Who looks at it: what Slack knows of the person and of the names in their workspace. */
export interface Reader {
  /** IANA name, e.g. "Europe/Berlin". */
  timeZone: string;
  /** BCP 47, e.g. "en-GB"; it decides between 03:12 and 3:12 AM as well. */
  locale: string;
  now: Date;
  /** Names by id, without @ or #; an id that is in none of them is shown as it is. */
  names: Record<string, string>;
}
