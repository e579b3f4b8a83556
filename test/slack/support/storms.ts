import type { Incident } from "../../../src/domain/incident.ts";
import type { Storm } from "../../../src/domain/storm.ts";
import type { StormFacts } from "../../../src/operations/ports/storm-channel.ts";
import { NOW, sid } from "../../support/factories.ts";
import { anIncident } from "./incidents.ts";

/** A storm of rejected credentials that nobody has touched yet. */
export function aStorm(changes: Partial<Storm> = {}): Storm {
  return {
    id: 9,
    cause: "credentials",
    account: sid("AC", "a"),
    openedAt: NOW,
    endedAt: null,
    leftCount: 0,
    claimedBy: null,
    claimedAt: null,
    snoozedUntil: null,
    snoozedBy: null,
    lastActedAt: null,
    mentionedAt: NOW,
    remindedUnclaimedAt: null,
    remindedClaimedAt: null,
    probedAt: NOW,
    providerCode: "20003",
    providerWords: "Authenticate",
    work: null,
    alertChannel: null,
    alertTs: null,
    ...changes,
  };
}

/** Members of the storm, by number. */
export function stormMembers(amount: number): Incident[] {
  return Array.from({ length: amount }, (_, index) =>
    anIncident({
      id: 100 + index,
      phoneNumberId: 42 + index,
      phoneNumber: `+1415555${String(1234 + index)}`,
      label: index === 0 ? "Support Line" : `Line ${index + 1}`,
      stormId: 9,
      ownMessage: false,
    }),
  );
}

export const NO_WORK = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0 };

/** What the storm's message shows: 23 numbers, all open. */
export function stormFacts(changes: Partial<StormFacts> = {}): StormFacts {
  return {
    storm: aStorm(),
    counts: { open: 23, ownMessage: 0, removed: 0, forceDeleted: 0, resolvedElsewhere: 0 },
    members: stormMembers(10),
    work: NO_WORK,
    nextRetryAt: null,
    retries: 0,
    mentions: true,
    readAt: NOW,
    ...changes,
  };
}
