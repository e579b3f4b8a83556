import type { DoctorMeans } from "../../doctor-means.ts";
import { type Check, failed, ok, warning } from "./check.ts";
import { slackRefusal } from "./slack-refusal.ts";
import { type Standings, standingsOf } from "./standings.ts";

const FIXES = (variable: string) => ({
  plan_upgrade_required:
    "User groups need a paid plan of Slack. On the free plan leave SLACK_ONCALL_USERGROUP and SLACK_APPROVERS_USERGROUP empty and name the people in SLACK_ONCALL_USERS.",
  no_such_subteam: `Set ${variable} to the id (S...) of a user group of this workspace: in Slack, People, User groups, the group's menu, Copy group ID.`,
});

type Variable = "SLACK_ONCALL_USERGROUP" | "SLACK_APPROVERS_USERGROUP";
type Refusal = Awaited<ReturnType<typeof slackRefusal>>;
interface Circle extends Standings {
  /** Of the group's members and those named, each once. */
  size: number;
}

/** Those of a group and those named, looked up; or what keeps that from being known. */
async function circleOf(
  means: DoctorMeans,
  variable: Variable,
  group: string | null,
  named: readonly string[],
): Promise<Circle | { refusal: Refusal }> {
  const members =
    group === null ? ({ answered: true, value: [] } as const) : await means.slack.membersOf(group);
  if (!members.answered)
    return { refusal: await slackRefusal(means, members, `${variable} ${group}`, FIXES(variable)) };
  const people = [...new Set([...members.value, ...named])];
  const standings = await standingsOf(means, people);
  if ("answered" in standings) return { refusal: await slackRefusal(means, standings, "Who they are") };
  return { ...standings, size: people.length };
}

function onCallCircle(means: DoctorMeans) {
  const { onCallUsergroup: group, onCallUsers: named } = means.config.slack;
  return circleOf(means, "SLACK_ONCALL_USERGROUP", group, named);
}

/** Whether somebody may act: members of this workspace only, whatever the lists say. */
export const onCallGroup: Check = {
  name: "on call",
  async look(means) {
    const { onCallUsergroup: group } = means.config.slack;
    const circle = await onCallCircle(means);
    if ("refusal" in circle) return circle.refusal;
    if (circle.size === 0)
      return failed(
        `The user group ${group} has no members, or is disabled: nobody may act.`,
        "Add people to the user group in Slack, or name some in SLACK_ONCALL_USERS.",
      );
    const where = group === null ? "named in SLACK_ONCALL_USERS" : `in the user group ${group} or named`;
    const fix =
      "Put members of this workspace into the user group, or their ids into SLACK_ONCALL_USERS (in Slack: the profile's menu, Copy member ID); guests, bots and people of other workspaces may never act.";
    if (circle.members.length + circle.notLookedUp === 0)
      return failed(`Nobody may act: ${listed(circle.others)}.`, fix);
    const may = `${people(circle.members.length + circle.notLookedUp)} ${where} may act`;
    if (circle.others.length > 0) return warning(`${may}, but not all: ${listed(circle.others)}.`, fix);
    return ok(`${may}.`);
  },
};

/** Whether there can be a second person: whoever wishes a force delete cannot approve it. */
export const approversGroup: Check = {
  name: "approvers",
  async look(means) {
    const { slack, secondApprover } = means.config;
    const { approversUsergroup: group } = slack;
    const isRequired = secondApprover === "required";
    if (group === null && !isRequired) return null;
    const onCall = await onCallCircle(means);
    const circle = group === null ? onCall : await circleOf(means, "SLACK_APPROVERS_USERGROUP", group, []);
    // Where those on call are not known, the check of them says so.
    if ("refusal" in circle) return group === null ? null : circle.refusal;
    const where = group === null ? "on call" : `in the user group ${group}`;
    const fix =
      group === null
        ? "Have at least two people on call, or name a user group in SLACK_APPROVERS_USERGROUP."
        : "Add at least two people to the user group in Slack, members of this workspace.";
    const count = circle.members.length + circle.notLookedUp;
    const others = circle.others.length === 0 ? "" : ` ${listed(circle.others)}.`;
    const may = `${people(count)} ${where} may approve`;
    if (count < 2) {
      const [only] = circle.members;
      const isStuck = count === 0 || (!("refusal" in onCall) && onCall.members.every((id) => id === only));
      const what = `${may}: nobody approves their own wish.${others}`;
      return isStuck && isRequired
        ? failed(`${what} SECOND_APPROVER=required can never be met.`, fix)
        : warning(what, fix);
    }
    return others === "" ? ok(`${may}.`) : warning(`${may}, but not all:${others}`, fix);
  },
};

const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);

/** The first of them: a line holds no more. */
function listed(all: readonly string[]): string {
  const more = all.length > 5 ? ` and ${all.length - 5} more` : "";
  return `${all.slice(0, 5).join(", ")}${more}`;
}
