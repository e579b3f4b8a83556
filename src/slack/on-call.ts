import type { Clock } from "../operations/ports/world.ts";
import type { Account, Directory, SlackIdentity } from "./directory.ts";
import { mentionUsergroup } from "./messages/mrkdwn.ts";
import { namePeople } from "./messages/words.ts";
import { createRecent } from "./recent.ts";
import type { SlackConfig } from "./slack-config.ts";
import { callSlack, type FailureReason, SlackCallFailed } from "./slack-failure.ts";

/** Looking changes nothing; approving is a second person's word on a force delete; everything else is acting. */
export type Right = "look" | "act" | "approve";

/** Whether somebody may, or why not. */
export type Permission = { granted: true } | { granted: false; denial: Denial };

/** Somebody who is nobody here, whatever list names them. */
export type Outsider = "guest" | "stranger" | "bot" | "deactivated";

/** Why somebody may not; messages/denial-text.ts has the words. */
export type Denial =
  | { why: "outsider"; who: Outsider }
  | { why: "not_on_call"; onCallNow: string[] }
  /** Fail closed: whoever cannot be checked may not. `what` tells whether the person or the list was not readable. */
  | { why: "cannot_check"; what: "person" | "on_call"; reason: FailureReason };

/** Whether anybody but one person may approve. `unknown`: Slack did not say (the reason), or there are too many to ask about. */
export type ApproverOutlook =
  | { outlook: "somebody" | "nobody" }
  | { outlook: "unknown"; reason: FailureReason | null };

/** Who may do what (product.md 5, 6). */
export interface OnCall {
  /** Mentions those who are on call, in mrkdwn: the group, or the people. */
  readonly mention: string;
  /** Mentions those who may approve a force delete, in mrkdwn. */
  readonly approvers: string;
  /** How somebody becomes one of them: a sentence in mrkdwn. */
  readonly appointing: string;
  /** `fresh` looks everything up now instead of trusting the last minute. */
  permit(userId: string, right: Right, fresh?: boolean): Promise<Permission>;
  /** The person's time zone (IANA name); null where Slack does not say. */
  timeZoneOf(userId: string): Promise<string | null>;
  /** Whether anybody else could approve what this person asks for. Never throws. */
  othersWhoMayApprove(userId: string): Promise<ApproverOutlook>;
  /** Slack said that groups or people changed. */
  forget(): void;
}

const REMEMBERED_MS = 60_000;
/** So many people are asked about at most, to find one who may approve. */
const MOST_ASKED_ABOUT = 20;

/** The people who hold a right: members of the group, and those named. */
interface Circle {
  group: string | null;
  named: readonly string[];
}

/**
 * Members of the user group and the named users are on call, and may approve unless a group of its own may; guests, strangers,
 * bots and deactivated people are nobody.
 */
export function createOnCall(
  config: Pick<SlackConfig, "onCallUsergroup" | "onCallUsers" | "approversUsergroup">,
  directory: Directory,
  identity: () => SlackIdentity | null,
  clock: Clock,
): OnCall {
  const accounts = createRecent<Awaited<ReturnType<Directory["account"]>>>(clock, REMEMBERED_MS);
  const groups = createRecent<string[]>(clock, REMEMBERED_MS);
  const onCall: Circle = { group: config.onCallUsergroup, named: config.onCallUsers };
  const { approversUsergroup } = config;
  const approvers = approversUsergroup === null ? onCall : { group: approversUsergroup, named: [] };

  async function outsider(userId: string, fresh: boolean): Promise<Denial | null> {
    const account = await accounts.get(userId, () => directory.account(userId), fresh);
    const who = outsiderOf(account, identity()?.teamId ?? null);
    return who && { why: "outsider", who };
  }

  async function peopleIn({ group, named }: Circle, fresh: boolean): Promise<string[]> {
    const members = group === null ? [] : await groups.get(group, () => directory.membersOf(group), fresh);
    return [...new Set([...members, ...named])];
  }

  async function notIn(circle: Circle, userId: string, fresh: boolean): Promise<Denial | null> {
    if (circle.named.includes(userId)) return null;
    const people = await peopleIn(circle, fresh);
    return people.includes(userId) ? null : { why: "not_on_call", onCallNow: people };
  }

  async function lookForOthers(userId: string): Promise<ApproverOutlook> {
    const others = (await peopleIn(approvers, false)).filter((id) => id !== userId);
    for (const id of others.slice(0, MOST_ASKED_ABOUT)) {
      const denial = await checked("person", () => outsider(id, false));
      if (denial === null) return { outlook: "somebody" };
      if (denial.why === "cannot_check") return { outlook: "unknown", reason: denial.reason };
    }
    return others.length > MOST_ASKED_ABOUT ? { outlook: "unknown", reason: null } : { outlook: "nobody" };
  }

  const circleOf = (right: "act" | "approve") => (right === "approve" ? approvers : onCall);

  return {
    mention: mentions(onCall),
    approvers: mentions(approvers),
    appointing: appointing(approvers),
    async permit(userId, right, fresh = false) {
      const denial =
        (await checked("person", () => outsider(userId, fresh))) ??
        (right === "look" ? null : await checked("on_call", () => notIn(circleOf(right), userId, fresh)));
      return denial === null ? { granted: true } : { granted: false, denial };
    },
    async timeZoneOf(userId) {
      try {
        return (await accounts.get(userId, () => directory.account(userId))).timeZone;
      } catch (error) {
        if (error instanceof SlackCallFailed) return null;
        throw error;
      }
    },
    async othersWhoMayApprove(userId) {
      try {
        return await callSlack("approver check", () => lookForOthers(userId));
      } catch (error) {
        return { outlook: "unknown", reason: error instanceof SlackCallFailed ? error.reason : null };
      }
    },
    forget() {
      accounts.forget();
      groups.forget();
    },
  };
}

/** What makes somebody nobody in the workspace that Lineman is in; null: a member of it. */
export function outsiderOf(account: Account, teamId: string | null): Outsider | null {
  if (account.isDeleted) return "deactivated";
  if (account.isBot) return "bot";
  if (account.isStranger || account.teamId !== teamId) return "stranger";
  return account.isGuest ? "guest" : null;
}

/** Slack does not know the person at all: somebody of another workspace. */
export function isUnknownPerson(reason: FailureReason): boolean {
  return reason.kind === "refused" && ["user_not_found", "user_not_visible"].includes(reason.error);
}

function mentions({ group, named }: Circle): string {
  const people = namePeople(named);
  return [group === null ? "" : mentionUsergroup(group), people].filter((part) => part !== "").join(", ");
}

function appointing({ group }: Circle): string {
  return group === null
    ? "Whoever runs Lineman can change that: SLACK_ONCALL_USERS names those on call, SLACK_APPROVERS_USERGROUP a group that may approve."
    : `Whoever manages the user group ${mentionUsergroup(group)} in Slack can add somebody.`;
}

async function checked(
  what: "person" | "on_call",
  look: () => Promise<Denial | null>,
): Promise<Denial | null> {
  try {
    return await callSlack("on-call check", look);
  } catch (error) {
    if (!(error instanceof SlackCallFailed)) throw error;
    const { reason } = error;
    if (what === "person" && isUnknownPerson(reason)) return { why: "outsider", who: "stranger" };
    return { why: "cannot_check", what, reason };
  }
}
