import { caseName, type Incident } from "../../domain/incident.ts";
import { postedLateMs } from "../../domain/late-post.ts";
import { code } from "./mrkdwn.ts";
import { duration } from "./words.ts";

/** What the small line under every alert names: the number to copy, the case, and a post that came late. */
export function footWords(incident: Incident, readAt: Date): string[] {
  const lateMs = postedLateMs(incident, readAt);
  const late =
    lateMs === null ? [] : [`posted ${duration(lateMs)} late: Slack asked to wait, or was out of reach`];
  return [...late, code(incident.phoneNumber, 60), `case ${caseName(incident)}`];
}
