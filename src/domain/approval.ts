import type { Actor } from "./actor.ts";
import { type ExternalResource, RESOURCE_KINDS } from "./external-resource.ts";
import {
  type Difference,
  decideForceDelete,
  type ForceDeleteBasis,
  lastFourDigits,
  type ShownFacts,
} from "./force-delete-gate.ts";
import type { NumberStatus } from "./phone-number.ts";
import { KIND_WORDS, STATE_WORD } from "./resource-words.ts";

/** How long a wish waits for a second person (product.md 5). */
export const APPROVAL_WAITS_MS = 30 * 60_000;

/** What somebody asked a second person for, as far as it decides. */
export interface Wish {
  incidentId: number;
  requestedBy: Actor;
  expiresAt: Date;
  reason: string;
  ticks: readonly string[];
  accept: boolean;
  shown: ShownFacts;
}

/** Why a wish ended without anybody's decision. */
export type LapseReason =
  | { why: "time" }
  | { why: "facts_changed"; differences: Difference[] }
  | { why: "not_corrupted"; status: NumberStatus | "removed" }
  /** The number was corrupted anew: what was asked belongs to a case that is over. */
  | { why: "case_over" };

export type ApprovalDecision =
  | { decision: "allowed"; basis: ForceDeleteBasis }
  | { decision: "lapsed"; reason: LapseReason }
  /** The look took too long to rest a decision on it. */
  | { decision: "look_again" };

/** Nobody decides on what they asked for themselves. */
export function isOwnWish({ requestedBy }: Pick<Wish, "requestedBy">, userId: string): boolean {
  return requestedBy.kind === "slack_user" && requestedBy.id === userId;
}

/** Its time is over: at exactly the moment that people were told, too. */
export function hasLapsed({ expiresAt }: Pick<Wish, "expiresAt">, now: Date): boolean {
  return expiresAt <= now;
}

/** What an approval does with facts that were read just now: the gate once more, on what the requester decided on. */
export function decideApproval(
  wish: Wish,
  fresh: {
    status: NumberStatus | "removed";
    phoneNumber: string;
    /** The open incident of the number; null where it has none. */
    incidentId: number | null;
    resources: readonly ExternalResource[];
    factsReadAt: Date;
    now: Date;
    secondApprover: "off" | "required";
  },
): ApprovalDecision {
  const { status, phoneNumber, resources, factsReadAt, now, secondApprover } = fresh;
  if (hasLapsed(wish, now)) return { decision: "lapsed", reason: { why: "time" } };
  if (status === "corrupted" && fresh.incidentId !== wish.incidentId)
    return { decision: "lapsed", reason: { why: "case_over" } };
  const decided = decideForceDelete({
    actorMayAct: true,
    status,
    phoneNumber,
    resources,
    factsReadAt,
    now,
    shown: wish.shown,
    // The digits were typed in and checked when it was asked for.
    form: {
      digits: lastFourDigits(phoneNumber),
      ticks: [...wish.ticks],
      reason: wish.reason,
      acceptLeftovers: wish.accept,
    },
    secondApprover,
    approved: true,
  });
  if (decided.decision === "allowed") return { decision: "allowed", basis: decided.basis };
  if (decided.decision === "refused" && decided.why === "facts_too_old") return { decision: "look_again" };
  if (decided.decision === "refused" && decided.why === "not_corrupted")
    return { decision: "lapsed", reason: { why: "not_corrupted", status: decided.status } };
  const differences =
    decided.decision === "refused" && decided.why === "facts_changed" ? decided.differences : [];
  return { decision: "lapsed", reason: { why: "facts_changed", differences } };
}

/** Differences are named one by one up to here. */
const MOST_NAMED = 5;

/** Why it lapsed, as a sentence for people; plain text. */
export function lapseWords(reason: LapseReason): string {
  switch (reason.why) {
    case "time":
      return "nobody decided in time, so nothing was deleted. Whoever still wants it asks again from the alert.";
    case "facts_changed":
      return `something changed since it was asked for, so nothing was deleted${changes(reason.differences)}. Look again, then ask again.`;
    case "not_corrupted":
      return reason.status === "removed"
        ? "the record was removed in the meantime. Nothing more to do."
        : `the number is ${reason.status} now, and force delete is only allowed for corrupted phone numbers. Nothing was deleted by it.`;
    case "case_over":
      return "the case it belongs to is over, so nothing was deleted. Look at the number's newest alert.";
  }
}

function changes(differences: readonly Difference[]): string {
  if (differences.length === 0) return "";
  const named = differences
    .slice(0, MOST_NAMED)
    .map(({ key, was, is }) => `the ${keyWords(key)} was ${stateWord(was)}, it is ${stateWord(is)} now`);
  const more = differences.length - named.length;
  return `: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function keyWords(key: string): string {
  const kind = RESOURCE_KINDS.find((candidate) => key.startsWith(`${candidate}:`));
  return kind === undefined ? `resource ${key}` : `${KIND_WORDS[kind]} ${key.slice(kind.length + 1)}`;
}

function stateWord(state: Difference["was"]): string {
  return state === "not recorded" ? state : STATE_WORD[state];
}
