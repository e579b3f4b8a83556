import { answerStates } from "./answer-states.ts";
import { closedAlertStates } from "./closed-alert-states.ts";
import { forceDeleteStates } from "./force-delete-states.ts";
import { homeStates } from "./home-states.ts";
import { openAlertStates } from "./open-alert-states.ts";
import type { TourChapter } from "./tour-state.ts";
import { otherModalStates } from "./window-states.ts";

/** Every picture of docs/slack-tour.md; another one is another line in one of these tables. */
export const CHAPTERS: readonly TourChapter[] = [
  { title: "The alert, while people are needed", states: openAlertStates },
  { title: "The alert, after the end", states: closedAlertStates },
  { title: "The force-delete window", states: forceDeleteStates },
  { title: "Other windows", states: otherModalStates },
  { title: "App Home", states: homeStates },
  { title: "Answers to one person", states: answerStates },
];
