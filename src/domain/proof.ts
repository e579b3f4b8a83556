import type { Cause } from "./cause.ts";
import { type Check, type ExternalResource, isSeenThere } from "./external-resource.ts";
import { isWithin } from "./is-within.ts";
import type { SharingVerdict } from "./sharing.ts";

/** What one look at a provider brought back, before anybody judges it. */
export type Sighting =
  | {
      seen: "present";
      how: string;
      requestId: string | null;
      /** What it is called there, where the look tells: somebody else's words. */
      name?: string;
    }
  /** The provider's positive word that it does not exist there: Twilio 404 with code 20404, LiveKit complete lists. */
  | {
      seen: "absent";
      how: string;
      providerCode: string | null;
      requestId: string | null;
      /** What else was learnt, in plain words: where a number is that its trunk does not carry. Proves nothing. */
      news?: string;
    }
  | {
      seen: "nothing";
      cause: Cause;
      detail: string;
      how: string;
      providerCode: string | null;
      requestId: string | null;
    };

/** Whether an absence could prove anything: the recorded account (active, same credentials), region or host answered. */
export type Premise = { holds: true; evidence: string } | { holds: false; cause: Cause; detail: string };

/** A check older than this says nothing about now (product.md 3). */
export const STALE_AFTER_MS = 5 * 60_000;

/** What a look is judged against. `place`: the account and region, or the host, that was asked. */
export interface LookContext {
  premise: Premise;
  place: string;
  sharing: SharingVerdict | null;
  /** When the look began: what it brings back may be older than its end. */
  at: Date;
}

/** Judges a sighting. Only proof counts as gone; whatever is not proven is unknown, with the reason. */
export function decideCheck(sighting: Sighting, context: LookContext & { firstSeenAt: Date | null }): Check {
  const { premise, firstSeenAt, sharing, at } = context;
  const base = {
    checkedAt: at,
    how: sighting.how,
    requestId: sighting.requestId,
    providerCode: null,
    sharedWith: [],
    cause: null,
  };
  switch (sighting.seen) {
    case "present":
      return { ...base, ...whatIsThere(sharing) };
    case "absent": {
      const { providerCode, news } = sighting;
      if (!premise.holds)
        return { ...base, state: "unknown", cause: premise.cause, detail: premise.detail, providerCode };
      if (firstSeenAt === null)
        return { ...base, state: "unknown", providerCode, detail: sentences(NEVER_SEEN, news) };
      // The evidence is one with how it was found out; what is left to tell is news.
      return {
        ...base,
        state: "gone",
        how: sentences(sighting.how, premise.evidence),
        detail: news ?? "",
        providerCode,
      };
    }
    case "nothing": {
      const { cause, detail, providerCode } = sighting;
      return { ...base, state: "unknown", cause, detail, providerCode };
    }
  }
}

const sentences = (...parts: (string | undefined)[]) => parts.filter(Boolean).join("; ");

const NEVER_SEEN = "never seen here: it may be gone, or its id may have been recorded wrongly";

function whatIsThere(
  sharing: SharingVerdict | null,
): Pick<Check, "state" | "cause" | "detail" | "sharedWith"> {
  if (sharing?.shared === "yes") {
    const users = `shared with ${sharing.users.join(", ")}`;
    return sharing.ours
      ? {
          state: "present",
          cause: null,
          detail: `${users}; our number is still on it`,
          sharedWith: sharing.users,
        }
      : { state: "kept", cause: null, detail: users, sharedWith: sharing.users };
  }
  if (sharing?.shared === "cannot_tell") {
    const detail = `it is there, but whether others use it could not be checked: ${sharing.detail}`;
    return { state: "unknown", cause: sharing.cause, detail, sharedWith: [] };
  }
  return { state: "present", cause: null, detail: "", sharedWith: [] };
}

/** The resource after a look. Being seen dates `firstSeenAt`; a tick survives only while its facts stay as they are. */
export function applySighting(
  resource: ExternalResource,
  sighting: Sighting,
  context: LookContext,
): ExternalResource {
  const { place, at } = context;
  const seen = sighting.seen === "present";
  const firstSeenAt = resource.firstSeenUnder === place ? resource.firstSeenAt : null;
  const looked: ExternalResource = {
    ...resource,
    ...decideCheck(sighting, { ...context, firstSeenAt }),
    firstSeenAt: firstSeenAt ?? (seen ? at : resource.firstSeenAt),
    firstSeenUnder: firstSeenAt === null && seen ? place : resource.firstSeenUnder,
    lastSeenAt: seen ? at : resource.lastSeenAt,
    lastSeenName: (seen && nameAt(sighting)) || resource.lastSeenName,
  };
  const moved = resource.checkedAt !== null && factOf(resource) !== factOf(looked);
  return moved ? { ...looked, tickedBy: null, tickedAt: null } : looked;
}

/** A name is kept for comparing; one that is longer than any of ours is not kept whole, and equals no other. */
const LONGEST_NAME = 200;

function nameAt({ name = "" }: { name?: string }): string {
  return [...name].slice(0, LONGEST_NAME).join("");
}

/** What a person's tick rests on. */
function factOf(resource: ExternalResource): string {
  return `${resource.state} ${isSeenThere(resource)} ${resource.sharedWith.join()}`;
}

export function isStale(checkedAt: Date | null, now: Date): boolean {
  return checkedAt === null || !isWithin(checkedAt, now, STALE_AFTER_MS);
}
