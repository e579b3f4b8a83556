import { homeNotice, homeView } from "../../src/slack/home/home-view.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { incident, minutesLater, surroundings } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const counts = { provisioning: 0, active: 120, deleting: 1, corrupted: 2 };

/** App Home. */
export const homeStates: readonly TourState[] = [
  {
    id: "home-open",
    title: "Numbers need a person",
    what: "What is open, oldest first, and how all numbers are.",
    surface: "home",
    payload: () =>
      homeView({
        counts,
        openIncidents: [
          incident(),
          incident({
            id: 8,
            phoneNumberId: 43,
            phoneNumber: "+442079460018",
            label: "London desk",
            openedAt: minutesLater(5),
          }),
        ],
        openIncidentCount: 2,
        asOf: minutesLater(20),
      }),
  },
  {
    id: "home-quiet",
    title: "Nothing to do",
    what: "No number is corrupted.",
    surface: "home",
    payload: () =>
      homeView({
        counts: { ...counts, corrupted: 0 },
        openIncidents: [],
        openIncidentCount: 0,
        asOf: minutesLater(20),
      }),
  },
  {
    id: "home-guest",
    title: "For a guest",
    what: "Guests can neither act nor look.",
    surface: "home",
    payload: () =>
      homeNotice(
        denialText({ why: "outsider", who: "guest" }, { right: "look", onCall: surroundings.onCall }),
      ),
  },
];
