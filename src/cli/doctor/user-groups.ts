import type { DoctorMeans } from "../../doctor-means.ts";
import { type Check, failed, ok, warning } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";

const FIXES = (variable: string) => ({
  plan_upgrade_required:
    "User groups need a paid plan of Slack. On the free plan leave SLACK_ONCALL_USERGROUP and SLACK_APPROVERS_USERGROUP empty and name the people in SLACK_ONCALL_USERS.",
  no_such_subteam: `Set ${variable} to the id (S...) of a user group of this workspace: in Slack, People, User groups, the group's menu, Copy group ID.`,
});

/** Whether those on call can be found out. */
export const onCallGroup: Check = {
  name: "on call",
  async look({ slack, config }) {
    const { onCallUsergroup: group, onCallUsers: named } = config.slack;
    if (group === null) return ok(`${people(named.length)} named in SLACK_ONCALL_USERS may act.`);
    const answer = await slack.membersOf(group);
    if (!answer.answered)
      return slackRefusal(answer, `SLACK_ONCALL_USERGROUP ${group}`, FIXES("SLACK_ONCALL_USERGROUP"));
    const all = new Set([...answer.value, ...named]);
    if (all.size === 0)
      return failed(
        `The user group ${group} has no members, or is disabled: nobody may act.`,
        "Add people to the user group in Slack, or name some in SLACK_ONCALL_USERS.",
      );
    return ok(`${people(all.size)} may act: ${answer.value.length} in the user group ${group}.`);
  },
};

/** Whether there can be a second person. */
export const approversGroup: Check = {
  name: "approvers",
  async look({ slack, config }: DoctorMeans) {
    const { approversUsergroup: group } = config.slack;
    if (group === null) return null;
    const answer = await slack.membersOf(group);
    if (!answer.answered)
      return slackRefusal(answer, `SLACK_APPROVERS_USERGROUP ${group}`, FIXES("SLACK_APPROVERS_USERGROUP"));
    if (answer.value.length < 2)
      return warning(
        `${people(answer.value.length)} in the user group ${group} may approve: nobody approves their own wish.`,
        "Add at least two people to the user group in Slack.",
      );
    return ok(`${people(answer.value.length)} may approve.`);
  },
};

const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);
