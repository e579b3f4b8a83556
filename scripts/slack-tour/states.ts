import { alertUnderWayStates } from "./alert-under-way-states.ts";
import { answerStates } from "./answer-states.ts";
import { closedAlertStates } from "./closed-alert-states.ts";
import { deleteWindowStates } from "./delete-window-states.ts";
import { forceDeleteStates } from "./force-delete-states.ts";
import { homeStates } from "./home-states.ts";
import { openAlertStates } from "./open-alert-states.ts";
import { recordStates } from "./record-states.ts";
import { secondPersonStates } from "./second-person-states.ts";
import { stormStates } from "./storm-states.ts";
import { threadStates } from "./thread-states.ts";
import type { TourChapter } from "./tour-state.ts";
import { otherModalStates } from "./window-states.ts";

/** Every picture of docs/slack-tour.md; another one is another line in one of these tables. */
export const CHAPTERS: readonly TourChapter[] = [
  { title: "The alert, while people are needed", states: openAlertStates },
  { title: "The alert, while something goes on", states: alertUnderWayStates },
  { title: "The alert's thread", states: threadStates },
  { title: "The alert, after the end", states: closedAlertStates },
  { title: "Many numbers with one cause", states: stormStates },
  { title: "The force-delete window", states: forceDeleteStates },
  { title: "The force-delete window, where it takes two", states: secondPersonStates },
  { title: "The window of a normal delete", states: deleteWindowStates },
  { title: "Other windows", states: otherModalStates },
  { title: "App Home", states: homeStates },
  { title: "Answers to one person", states: answerStates },
  { title: "What was: history, leftovers, report, look-up", states: recordStates },
];
