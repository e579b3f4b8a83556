import { uncheckedResource } from "../../src/domain/recorded-resources.ts";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import {
  approver,
  facts,
  incident,
  minutesLater,
  number,
  OPENED,
  provenGone,
  refused,
  refusedResources,
  removed,
  requester,
  surroundings,
  thing,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const alert = (changes: Partial<AlertFacts> = {}) => alertMessage(facts(changes), surroundings);

const inUse = {
  state: "present",
  cause: "in_use",
  providerCode: "21241",
  detail:
    "Twilio refused because something else still uses it (error 21241: Credential list cannot be deleted: it is mapped to a SIP domain)",
} as const;

const reported = { cause: "teardown_failed", message: "SIP trunk 500 after 3 tries" };

/** The alert while it wants something of people. */
export const openAlertStates: readonly TourState[] = [
  {
    id: "alert-new",
    title: "Just raised",
    what: "Another program marked the number as corrupted a moment ago; Lineman is about to look at every resource.",
    surface: "channel",
    payload: () =>
      alert({
        incident: incident(reported),
        number: number({ corruptionCause: reported.cause, corruptionMessage: reported.message }),
        resources: refusedResources().map(uncheckedResource),
      }),
  },
  {
    id: "alert-open",
    title: "Open: Twilio rejects the credentials",
    what: "Nothing at Twilio could be removed or checked. What LiveKit had is proven gone.",
    surface: "channel",
    payload: () => alert(),
  },
  {
    id: "alert-open-phone",
    title: "The same on a phone",
    what: "How the page is first read: number and state, why, what is left, what to do.",
    surface: "channel",
    width: 390,
    payload: () => alert(),
  },
  {
    id: "alert-half-cleaned",
    title: "Half cleaned up by hand",
    what: "The trunk is proven gone, one list is ticked but still there, one is kept because another number uses it.",
    surface: "channel",
    payload: () =>
      alert({
        number: number({ corruptionCause: "in_use", corruptionMessage: inUse.detail }),
        resources: [
          thing("twilio_sip_trunk", provenGone(minutesLater(9))),
          thing("twilio_credential_list", {
            ...inUse,
            checkedAt: minutesLater(9),
            tickedBy: approver.id,
            tickedAt: minutesLater(7),
          }),
          thing("twilio_ip_access_control_list", {
            state: "kept",
            sharedWith: ["+15005550006"],
            detail: "shared with +15005550006",
          }),
          thing("livekit_dispatch_rule", removed(OPENED)),
        ],
      }),
  },
  {
    id: "alert-vouched",
    title: "Ticked since the last look",
    what: "People say that it is removed, and nothing was looked at since: Check again is next.",
    surface: "channel",
    payload: () =>
      alert({
        resources: [
          thing("twilio_sip_trunk", { ...refused, tickedBy: requester.id, tickedAt: minutesLater(6) }),
          thing("twilio_credential_list", { ...refused, tickedBy: requester.id, tickedAt: minutesLater(6) }),
          thing("livekit_inbound_trunk", removed(OPENED)),
        ],
      }),
  },
  {
    id: "alert-all-settled",
    title: "Nothing is left",
    what: "Everything is proven gone: either button ends it.",
    surface: "channel",
    payload: () =>
      alert({
        resources: [
          thing("twilio_sip_trunk", provenGone(minutesLater(12))),
          thing("twilio_credential_list", provenGone(minutesLater(12))),
          thing("livekit_inbound_trunk", removed(OPENED)),
        ],
      }),
  },
  {
    id: "alert-cleaning-up",
    title: "A clean-up is running",
    what: "Somebody pressed Retry clean-up; nothing to do but to look.",
    surface: "channel",
    payload: () =>
      alert({
        number: number({ status: "deleting" }),
        run: {
          id: "00000000-0000-4000-8000-000000000000",
          phoneNumberId: 42,
          requestedBy: requester,
          requestedAt: minutesLater(4),
          finishedAt: null,
          outcome: null,
        },
      }),
  },
  {
    id: "alert-reported",
    title: "Nothing is recorded outside the database",
    what: "The voice platform says that its own teardown failed; Lineman knows of nothing to clean up.",
    surface: "channel",
    payload: () =>
      alert({
        incident: incident(reported),
        number: number({ corruptionCause: reported.cause, corruptionMessage: reported.message }),
        resources: [],
      }),
  },
];
