import { texts } from "../../src/slack/messages/texts.ts";
import { allResourcesView } from "../../src/slack/views/all-resources-view.ts";
import { tickNotice, tickView } from "../../src/slack/views/tick-view.ts";
import { caseRef, number, refusedResources, requester, surroundings } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

/** The other windows of an alert. */
export const otherModalStates: readonly TourState[] = [
  {
    id: "modal-ticks",
    title: "I've cleaned up…",
    what: "A tick per resource that is not settled. A tick is a person's word, not a proof.",
    surface: "modal",
    payload: () =>
      tickView(
        { number: number(), resources: refusedResources() },
        caseRef,
        requester.id,
        surroundings.consoleLinks,
      ),
  },
  {
    id: "modal-ticks-saved",
    title: "Ticks recorded",
    what: "What was recorded, and what to do next.",
    surface: "modal",
    payload: () => tickNotice(texts.ticked(2)),
  },
  {
    id: "modal-all-resources",
    title: "All resources",
    what: "Opens from the alert of a number that owns more than a message can show.",
    surface: "modal",
    payload: () =>
      allResourcesView({ number: number(), resources: refusedResources() }, surroundings.consoleLinks),
  },
];
