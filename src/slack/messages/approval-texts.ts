import { APPROVAL_WAITS_MS, hasLapsed, type LapseReason, lapseWords } from "../../domain/approval.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Approval } from "../../operations/ports/force-delete-store.ts";
import type { ApproverOutlook } from "../on-call.ts";
import { describeFailure } from "../slack-failure.ts";
import { escaped, mentionUser, when } from "./mrkdwn.ts";
import { actorWords, capital, duration, numberWords } from "./words.ts";

/** What people read about a force delete that waits for a second person; in mrkdwn. */
export const approvalTexts = {
  /** Above the form: what will happen when it is sent. */
  needed: (approvers: string) =>
    `*A second person has to approve this:* anybody of ${approvers} but you, within ${duration(APPROVAL_WAITS_MS)}. Nothing is deleted before.`,

  /** The same where nobody can; said before anything is filled in. */
  outlook: (outlook: ApproverOutlook, approvers: string, appointing: string) => {
    switch (outlook.outlook) {
      case "somebody":
        return null;
      case "nobody":
        return `Nobody else can approve this at present: it would take somebody of ${approvers} other than you. ${appointing}`;
      case "unknown": {
        const why =
          outlook.reason === null ? "" : ` (Slack: ${escaped(describeFailure(outlook.reason), 200)})`;
        return `I could not check whether anybody else may approve this${why}. You can ask all the same.`;
      }
    }
  },

  asked: ({ expiresAt }: Approval, approvers: string) =>
    `Asked: ${approvers} can approve or decline it in the alert's thread until ${when(expiresAt)}; then it lapses. Nothing is deleted yet.\nYou can close this window: the thread tells you how it ends.`,

  /** To whoever opens the window, or wants the same, while one waits. */
  waits: (approval: Approval, userId: string) => {
    const { requestedBy, requestedAt, expiresAt } = approval;
    const isOwn = requestedBy.kind === "slack_user" && requestedBy.id === userId;
    const who = isOwn ? "You" : capital(actorWords(requestedBy));
    const how = isOwn
      ? "Somebody else has to approve it in the alert's thread. You can take it back."
      : "Approve or Decline are in the alert's thread.";
    return `*It waits for a second person already.* ${who} asked ${when(requestedAt)}, and it lapses ${when(expiresAt)}. ${how}`;
  },

  /** Where it has become unnecessary. */
  notNeededAnyMore: (approval: Approval) =>
    `${capital(actorWords(approval.requestedBy))} asked for a second person ${when(approval.requestedAt)}. That is not needed any more: everything is settled now. Force delete here ends that wish.`,

  notRecorded: "Yours was not recorded beside it.",

  lookingOnceMore:
    "Looking at everything once more before anything is removed. This takes up to 20 seconds; the answer comes here.",

  ownWish: ({ expiresAt }: Approval, approvers: string) =>
    `You asked for this yourself, so somebody else of ${approvers} has to approve it, until ${when(expiresAt)}. Decline takes it back. Nothing was deleted.`,

  approved: ({ phoneNumber, closedBy }: Incident) =>
    `Approved: ${numberWords(phoneNumber)} was force-deleted, as ${actorWords(closedBy)} asked.`,

  lookAgain:
    "Something about the number moved while it was looked at, so nothing was deleted yet. The wish still waits: press Approve once more.",

  lapsed: (reason: LapseReason) => `It has lapsed: ${escaped(lapseWords(reason), 1500)}`,

  declined: "Declined. Nothing was deleted; whoever asked is told in the thread.",

  withdrawn: "Taken back. Nothing was deleted, and nobody has to approve anything any more.",

  /** To whoever presses a button that is over. */
  decided: (approval: Approval, userId: string) => {
    const { decidedBy, decidedAt } = approval;
    const isSelf = decidedBy?.kind === "slack_user" && decidedBy.id === userId;
    const who = isSelf ? "You" : capital(actorWords(decidedBy));
    const at = decidedAt === null ? "" : ` ${when(decidedAt)}`;
    switch (approval.state) {
      case "approved":
        return `${who} approved this${at}: the record is removed. Nothing more to do.`;
      case "declined":
        return `${who} declined this${at}. Nothing was deleted by it; whoever still wants it asks again from the alert.`;
      case "lapsed":
      case "pending":
        return `This wish is over${at}: ${lapsedWords(approval)} Whoever still wants it asks again from the alert.`;
    }
  },

  /** How it ended, for the reply that asked for it. */
  end: (approval: Approval): string | null => {
    const { decidedBy, decidedAt, requestedBy } = approval;
    const who = actorWords(decidedBy);
    const at = decidedAt === null ? "" : ` ${when(decidedAt)}`;
    switch (approval.state) {
      case "pending":
        return null;
      case "approved":
        return `*Approved* by ${who}${at}. The record is removed.`;
      case "declined":
        return decidedBy?.kind === "slack_user" && isSame(decidedBy.id, requestedBy)
          ? `*Taken back* by ${who}${at}. Nothing was deleted.`
          : `*Declined* by ${who}${at}. Nothing was deleted.`;
      case "lapsed":
        return `*Lapsed*${at}: ${lapsedWords(approval)}`;
    }
  },
} as const;

function isSame(userId: string, actor: Approval["requestedBy"]): boolean {
  return actor.kind === "slack_user" && actor.id === userId;
}

/** What the wish itself still tells; the reply below it says more. */
function lapsedWords(approval: Approval): string {
  const { decidedAt, decidedBy } = approval;
  if (decidedAt !== null && hasLapsed(approval, decidedAt))
    return "nobody decided in time. Nothing was deleted by it.";
  return decidedBy?.kind === "slack_user"
    ? `it could not be done as it was asked for when ${mentionUser(decidedBy.id)} looked at it. The thread says what has changed.`
    : "the case has ended or changed otherwise. The thread says how.";
}
