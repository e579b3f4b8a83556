import { AUTOMATIC_RETRY } from "../../src/domain/automatic-retry.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import {
  aRun,
  facts,
  incident,
  minutesLater,
  number,
  OPENED,
  refused,
  removed,
  requester,
  silent,
  surroundings,
  thing,
  wish,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const alert = (changes: Partial<AlertFacts> = {}) =>
  alertMessage(
    facts({
      resources: [thing("twilio_sip_trunk", refused), thing("livekit_dispatch_rule", removed(OPENED))],
      ...changes,
    }),
    surroundings,
  );

const claim = { claimedBy: requester, claimedAt: minutesLater(2), lastActedAt: minutesLater(2) };

/** Twilio does not answer: what Lineman tries again by itself. */
const outage = (changes: Partial<Incident>, more: Partial<AlertFacts> = {}) =>
  alert({
    incident: incident({ cause: "timeout", message: silent.detail, ...changes }),
    number: number({ corruptionCause: "timeout", corruptionMessage: silent.detail }),
    resources: [thing("twilio_sip_trunk", silent), thing("livekit_dispatch_rule", removed(OPENED))],
    ...more,
  });

/** The alert while somebody, or Lineman itself, is at it. */
export const alertUnderWayStates: readonly TourState[] = [
  {
    id: "alert-claimed",
    title: "Claimed",
    what: "Everybody sees who is at it; Release asks before it acts.",
    surface: "channel",
    payload: () => alert({ incident: incident(claim), readAt: minutesLater(3) }),
  },
  {
    id: "alert-snoozed",
    title: "Snoozed",
    what: "Nobody is reminded until then; the menu can wake it.",
    surface: "channel",
    payload: () =>
      alert({
        incident: incident({ snoozedBy: requester, snoozedUntil: minutesLater(120) }),
        readAt: minutesLater(3),
      }),
  },
  {
    id: "alert-checking",
    title: "Being looked at",
    what: "Check again was pressed: every resource is looked at now.",
    surface: "channel",
    payload: () => alert({ incident: incident({ checkingSince: minutesLater(8) }), readAt: minutesLater(8) }),
  },
  {
    id: "alert-late",
    title: "Posted late",
    what: "Slack took nothing for a while: the line below says how late the alert came.",
    surface: "channel",
    sentAt: minutesLater(4),
    payload: () =>
      alert({
        incident: incident({ alertTs: `${minutesLater(4).getTime() / 1000}.000100` }),
        readAt: minutesLater(5),
      }),
  },
  {
    id: "alert-retry-planned",
    title: "An automatic try comes first",
    what: "The cause may pass by itself: nobody is called yet, and the time of the try is said.",
    surface: "channel",
    payload: () => outage({ nextRetryAt: minutesLater(1) }, { mentions: false }),
  },
  {
    id: "alert-retry-paused",
    title: "The automatic tries are paused",
    what: "Somebody has claimed it: Lineman does not act under their hands.",
    surface: "channel",
    payload: () =>
      outage({ nextRetryAt: minutesLater(6), retries: 1, ...claim }, { readAt: minutesLater(3) }),
  },
  {
    id: "alert-trying-again",
    title: "Lineman tries again by itself",
    what: "Nothing to do but to look.",
    surface: "channel",
    payload: () =>
      outage(
        { retries: 2 },
        {
          number: number({ status: "deleting", corruptionCause: "timeout" }),
          run: aRun(AUTOMATIC_RETRY, minutesLater(6)),
        },
      ),
  },
  {
    id: "alert-retries-used-up",
    title: "The automatic tries did not help",
    what: "A person must step in.",
    surface: "channel",
    payload: () => outage({ retries: 4 }, { readAt: minutesLater(170) }),
  },
  {
    id: "alert-waiting",
    title: "Waiting for a second person",
    what: "Who asked, until when, and where to decide; the request itself stands in the thread.",
    surface: "channel",
    payload: () =>
      alert({
        incident: incident({ ...claim, lastActedAt: minutesLater(17) }),
        approval: wish(),
        readAt: minutesLater(18),
      }),
  },
];
