import type { Denial, Right } from "../on-call.ts";
import { describeFailure, type FailureReason } from "../slack-failure.ts";
import { escaped } from "./mrkdwn.ts";
import { namePeople } from "./words.ts";

/** Why somebody may not do something, who may, and what would help (texts.md, product.md 6). In mrkdwn. */
export function denialText(
  denial: Denial,
  context: { right: Right; onCall: string; numberId?: number },
): string {
  switch (denial.why) {
    case "outsider":
      return `${OUTSIDER[denial.who]} can neither act nor look here. ${context.onCall} can help.`;
    case "not_on_call": {
      const look = context.numberId === undefined ? "`/phone list`" : `\`/phone show ${context.numberId}\``;
      const now = denial.onCallNow.length === 0 ? "nobody" : namePeople(denial.onCallNow);
      return context.right === "approve"
        ? `Only ${context.onCall} can decide on a force delete. At present: ${now}. You can look at everything: ${look}`
        : `Only ${context.onCall} can do this. On call now: ${now}. You can look at everything: ${look}`;
    }
    case "cannot_check": {
      const list = context.right === "approve" ? "who may approve" : "who is on call";
      const what = denial.what === "person" ? "who you are" : list;
      const reason = escaped(describeFailure(denial.reason), 200);
      const deed = context.right === "look" ? "show anything" : "do this";
      return `I could not check ${what} (Slack: ${reason}), so I will not ${deed}. ${[advice(denial.reason, context.right), ...withoutSlack(denial, context)].join(" ")}`;
    }
  }
}

const OUTSIDER: Record<Extract<Denial, { why: "outsider" }>["who"], string> = {
  guest: "Guests of this workspace",
  stranger: "People of other workspaces",
  bot: "Apps and bots",
  deactivated: "Deactivated accounts",
};

/** Where Slack refuses to say, waiting does not help: the way on that needs no group, for whoever may use the command line. */
function withoutSlack(
  { reason }: Extract<Denial, { why: "cannot_check" }>,
  { right, numberId }: { right: Right; numberId?: number },
): string[] {
  if (reason.kind !== "refused") return [];
  const doctor = "`lineman doctor` shows the fix.";
  if (right !== "act" || numberId === undefined) return [doctor];
  return [doctor, `Without Slack: \`lineman numbers force-delete ${numberId}\``];
}

/** Who has to do what, by Slack's word for the failure. */
export function advice(reason: FailureReason, right: Right): string {
  if (reason.kind === "rate_limited") return `Try again in ${Math.ceil(reason.retryAfterMs / 1000)} s.`;
  if (reason.kind === "unreachable") return "Try again in a moment.";
  switch (reason.error) {
    case "missing_scope":
      return "Admins: install the app again with every scope of its manifest.";
    case "no_such_subteam":
    case "subteam_not_found":
      return right === "approve"
        ? "Admins: SLACK_APPROVERS_USERGROUP (SLACK_ONCALL_USERGROUP where that is not set) names no user group of this workspace."
        : "Admins: SLACK_ONCALL_USERGROUP names no user group of this workspace.";
    case "plan_upgrade_required":
    case "paid_teams_only":
      return "Admins: this Slack plan has no user groups; name people in SLACK_ONCALL_USERS.";
    default:
      return "Admins: see Slack's documentation of this error.";
  }
}
