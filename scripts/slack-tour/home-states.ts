import { homeNotice, homeView } from "../../src/slack/home/home-view.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { aBusyHome, aHomeStatus, CONNECTED } from "../../test/slack/support/home-status.ts";
import { secondsBefore } from "../../test/support/factories.ts";
import { number, refused, surroundings } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

/** App Home. */
export const homeStates: readonly TourState[] = [
  {
    id: "home-open",
    title: "Numbers need a person",
    what: "What is open, most urgent first, with a way to each alert; then how everything else is.",
    surface: "home",
    payload: () => homeView(aBusyHome()),
  },
  {
    id: "home-quiet",
    title: "Nothing to do",
    what: "No number is corrupted, and everything that Lineman needs works.",
    surface: "home",
    payload: () => homeView(aHomeStatus()),
  },
  {
    id: "home-failing",
    title: "A connection fails",
    what: "Said at the top; below it stands since when, and why.",
    surface: "home",
    payload: () =>
      homeView(
        aHomeStatus({
          connections: CONNECTED.map((one) =>
            one.name === "twilio"
              ? { ...one, state: "failing", since: secondsBefore(600), detail: refused.detail }
              : one,
          ),
        }),
      ),
  },
  {
    id: "home-numbers",
    title: "The numbers of one status",
    what: "Chosen in the menu; however many there are, a page at a time.",
    surface: "home",
    payload: () => {
      const numbers = [
        number({ status: "active", corruptedAt: null }),
        number({ id: 43, phoneNumber: "+442079460018", label: "London desk", status: "active" }),
      ];
      return homeView(
        aHomeStatus({
          filter: "active",
          page: 2,
          pageCount: 8,
          totalCount: 120,
          list: { kind: "numbers", status: "active", numbers },
        }),
      );
    },
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
