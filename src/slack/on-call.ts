import type { Clock } from "../operations/ports/world.ts";
import type { Directory, SlackIdentity } from "./directory.ts";
import { mentionUsergroup } from "./messages/mrkdwn.ts";
import { namePeople } from "./messages/words.ts";
import { createRecent } from "./recent.ts";
import type { SlackConfig } from "./slack-config.ts";
import { callSlack, type FailureReason, SlackCallFailed } from "./slack-failure.ts";

/** Looking changes nothing; everything else is acting. */
export type Right = "look" | "act";

/** Whether somebody may, or why not. */
export type Permission = { granted: true } | { granted: false; denial: Denial };

/** Why somebody may not; messages/denial-text.ts has the words. */
export type Denial =
  | { why: "outsider"; who: "guest" | "stranger" | "bot" | "deactivated" }
  | { why: "not_on_call"; onCallNow: string[] }
  /** Fail closed: whoever cannot be checked may not. `what` tells whether the person or the on-call list was not readable. */
  | { why: "cannot_check"; what: "person" | "on_call"; reason: FailureReason };

/** Who may do what (product.md 6). */
export interface OnCall {
  /** Mentions those who are on call, in mrkdwn: the group, or the people. */
  readonly mention: string;
  /** `fresh` looks everything up now instead of trusting the last minute. */
  permit(userId: string, right: Right, fresh?: boolean): Promise<Permission>;
  /** Slack said that groups or people changed. */
  forget(): void;
}

const REMEMBERED_MS = 60_000;

/** Members of the user group and the named users are on call; guests, strangers, bots and deactivated people are nobody. */
export function createOnCall(
  config: Pick<SlackConfig, "onCallUsergroup" | "onCallUsers">,
  directory: Directory,
  identity: () => SlackIdentity | null,
  clock: Clock,
): OnCall {
  const accounts = createRecent<Awaited<ReturnType<Directory["account"]>>>(clock, REMEMBERED_MS);
  const groups = createRecent<string[]>(clock, REMEMBERED_MS);
  const { onCallUsergroup: group, onCallUsers: named } = config;

  async function outsider(userId: string, fresh: boolean): Promise<Denial | null> {
    const account = await accounts.get(userId, () => directory.account(userId), fresh);
    if (account.isDeleted) return { why: "outsider", who: "deactivated" };
    if (account.isBot) return { why: "outsider", who: "bot" };
    if (account.isStranger || account.teamId !== identity()?.teamId)
      return { why: "outsider", who: "stranger" };
    return account.isGuest ? { why: "outsider", who: "guest" } : null;
  }

  async function notOnCall(userId: string, fresh: boolean): Promise<Denial | null> {
    if (named.includes(userId)) return null;
    const members = group === null ? [] : await groups.get(group, () => directory.membersOf(group), fresh);
    if (members.includes(userId)) return null;
    return { why: "not_on_call", onCallNow: [...new Set([...members, ...named])] };
  }

  return {
    mention: mentions(group, named),
    async permit(userId, right, fresh = false) {
      const denial =
        (await checked("person", () => outsider(userId, fresh))) ??
        (right === "look" ? null : await checked("on_call", () => notOnCall(userId, fresh)));
      return denial === null ? { granted: true } : { granted: false, denial };
    },
    forget() {
      accounts.forget();
      groups.forget();
    },
  };
}

function mentions(group: string | null, named: readonly string[]): string {
  const people = namePeople(named);
  return [group === null ? "" : mentionUsergroup(group), people].filter((part) => part !== "").join(", ");
}

async function checked(
  what: "person" | "on_call",
  look: () => Promise<Denial | null>,
): Promise<Denial | null> {
  try {
    return await callSlack("on-call check", look);
  } catch (error) {
    if (!(error instanceof SlackCallFailed)) throw error;
    // Slack does not know the person at all: somebody of another workspace.
    const { reason } = error;
    if (
      what === "person" &&
      reason.kind === "refused" &&
      ["user_not_found", "user_not_visible"].includes(reason.error)
    )
      return { why: "outsider", who: "stranger" };
    return { why: "cannot_check", what, reason };
  }
}
