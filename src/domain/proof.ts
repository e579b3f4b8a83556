import type { Cause } from "./cause.ts";
import type { Check, ExternalResource } from "./external-resource.ts";
import type { SharingVerdict } from "./sharing.ts";

/** What one look at a provider brought back, before anybody judges it. */
export type Sighting =
  | { seen: "present"; how: string; requestId: string | null }
  /** The provider's positive word that it does not exist there: Twilio 404 with code 20404, LiveKit complete lists. */
  | { seen: "absent"; how: string; providerCode: string | null; requestId: string | null }
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

/** Judges a sighting. Only proof counts as gone; whatever is not proven is unknown, with the reason. */
export function decideCheck(
  sighting: Sighting,
  context: { premise: Premise; firstSeenAt: Date | null; sharing: SharingVerdict | null; now: Date },
): Check {
  const { premise, firstSeenAt, sharing, now } = context;
  const base = {
    checkedAt: now,
    how: sighting.how,
    requestId: sighting.requestId,
    providerCode: null,
    sharedWith: [],
    cause: null,
  };
  switch (sighting.seen) {
    case "present":
      if (sharing?.shared === "yes")
        return {
          ...base,
          state: "kept",
          sharedWith: sharing.users,
          detail: `shared with ${sharing.users.join(", ")}`,
        };
      if (sharing?.shared === "cannot_tell")
        return {
          ...base,
          state: "unknown",
          cause: sharing.cause,
          detail: `it is there, but whether others use it could not be checked: ${sharing.detail}`,
        };
      return { ...base, state: "present", detail: "" };
    case "absent":
      if (!premise.holds)
        return {
          ...base,
          state: "unknown",
          cause: premise.cause,
          detail: premise.detail,
          providerCode: sighting.providerCode,
        };
      if (firstSeenAt === null)
        return {
          ...base,
          state: "unknown",
          providerCode: sighting.providerCode,
          detail: "never seen here: it may be gone, or its id may have been recorded wrongly",
        };
      return { ...base, state: "gone", detail: premise.evidence, providerCode: sighting.providerCode };
    case "nothing":
      return {
        ...base,
        state: "unknown",
        cause: sighting.cause,
        detail: sighting.detail,
        providerCode: sighting.providerCode,
      };
  }
}

/** The resource after a look. Being seen dates `firstSeenAt`; a tick survives only while its facts stay as they are. */
export function applySighting(
  resource: ExternalResource,
  sighting: Sighting,
  context: { premise: Premise; sharing: SharingVerdict | null; now: Date },
): ExternalResource {
  const check = decideCheck(sighting, { ...context, firstSeenAt: resource.firstSeenAt });
  const moved = resource.checkedAt !== null && resource.state !== check.state;
  return {
    ...resource,
    ...check,
    firstSeenAt: resource.firstSeenAt ?? (sighting.seen === "present" ? context.now : null),
    tickedBy: moved ? null : resource.tickedBy,
    tickedAt: moved ? null : resource.tickedAt,
  };
}

export function isStale(checkedAt: Date | null, now: Date): boolean {
  return checkedAt === null || now.getTime() - checkedAt.getTime() > STALE_AFTER_MS;
}
