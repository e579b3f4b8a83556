import { type Actor, isSameActor } from "./actor.ts";
import type { Incident } from "./incident.ts";

/* Who works on an incident. At most one person does, so that two people never clean up the same thing against each other. */

type Claimed = Pick<Incident, "claimedBy" | "claimedAt">;

/** `taken`: somebody else has it, and is named. Nobody takes over by Claim alone: that would be an accident on a stale screen. */
export type ClaimDecision =
  | { decision: "claim" }
  | { decision: "already_yours" }
  | { decision: "taken"; by: Actor; since: Date | null };

/** Whether somebody who is on call may claim it now. */
export function decideClaim({ claimedBy, claimedAt }: Claimed, actor: Actor): ClaimDecision {
  if (claimedBy === null) return { decision: "claim" };
  if (isSameActor(claimedBy, actor)) return { decision: "already_yours" };
  return { decision: "taken", by: claimedBy, since: claimedAt };
}

/**
 * `from`: whose claim ends. Anybody on call may end anybody's, because whoever claimed it may be asleep by now: taking over
 * is Release, then Claim, two deliberate steps that the thread tells to both.
 */
export type ReleaseDecision =
  | { decision: "release"; from: Actor; since: Date | null; isOwn: boolean }
  | { decision: "not_claimed" };

/** Whether there is a claim to end. */
export function decideRelease({ claimedBy, claimedAt }: Claimed, actor: Actor): ReleaseDecision {
  if (claimedBy === null) return { decision: "not_claimed" };
  return {
    decision: "release",
    from: claimedBy,
    since: claimedAt,
    isOwn: isSameActor(claimedBy, actor),
  };
}
