import type { StormWork } from "../../src/domain/storm.ts";
import type { StormFacts } from "../../src/operations/ports/storm-channel.ts";
import { stormMessage } from "../../src/slack/messages/storm-message.ts";
import { stormView } from "../../src/slack/views/storm-view.ts";
import { aStorm, NO_WORK, stormFacts, stormMembers } from "../../test/slack/support/storms.ts";
import { approver, minutesLater, OPENED, requester, surroundings } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const storm = (id: string, title: string, what: string, facts: () => StormFacts): TourState => ({
  id: `storm-${id}`,
  title,
  what,
  surface: "channel",
  payload: () => stormMessage(facts(), surroundings),
});

const work = (changes: Partial<StormWork> = {}): StormWork => ({
  kind: "retry",
  by: requester,
  startedAt: minutesLater(12),
  endedAt: null,
  obstacle: null,
  ...changes,
});

/** Many numbers with one cause. */
export const stormStates: readonly TourState[] = [
  storm("open", "A storm", "Many numbers, one cause: one message, one thing to do.", stormFacts),
  storm("claimed", "Claimed", "Somebody works on all of them.", () =>
    stormFacts({ storm: aStorm({ claimedBy: requester, claimedAt: minutesLater(3) }) }),
  ),
  storm("obstacle", "Retry all tried nothing", "One look at one number spared the other 22.", () =>
    stormFacts({
      storm: aStorm({
        claimedBy: requester,
        claimedAt: minutesLater(3),
        probedAt: minutesLater(5),
        work: work({
          startedAt: minutesLater(4),
          endedAt: minutesLater(5),
          obstacle: `Twilio rejected the credentials of account ${aStorm().account}.`,
        }),
      }),
      work: { ...NO_WORK, waiting: 23 },
    }),
  ),
  storm("retrying", "Retry all under way", "How far it is, and how long it takes.", () =>
    stormFacts({
      storm: aStorm({
        claimedBy: requester,
        claimedAt: minutesLater(3),
        work: work(),
        probedAt: minutesLater(13),
      }),
      counts: { open: 9, ownMessage: 1, removed: 14, forceDeleted: 0, resolvedElsewhere: 0 },
      members: stormMembers(9),
      work: { waiting: 5, running: 4, done: 14, failed: 0, skipped: 0 },
      readAt: new Date(minutesLater(12).getTime() + 31_000),
    }),
  ),
  storm("snoozed", "Snoozed", "Quiet for a while, for all of them.", () =>
    stormFacts({
      storm: aStorm({ snoozedBy: approver, snoozedUntil: minutesLater(120) }),
      readAt: minutesLater(2),
    }),
  ),
  storm("ended", "Settled", "What became of all of them.", () =>
    stormFacts({
      storm: aStorm({ openedAt: OPENED, endedAt: minutesLater(19) }),
      counts: { open: 0, ownMessage: 0, removed: 20, forceDeleted: 2, resolvedElsewhere: 1 },
      members: [],
    }),
  ),
  {
    id: "modal-storm-numbers",
    title: "All numbers of a storm",
    what: "Page by page, each with a way to an alert of its own.",
    surface: "modal",
    payload: () =>
      stormView({
        storm: aStorm(),
        counts: { open: 23, ownMessage: 1, removed: 0, forceDeleted: 0, resolvedElsewhere: 0 },
        members: stormMembers(20),
        page: 1,
        pages: 2,
      }),
  },
];
