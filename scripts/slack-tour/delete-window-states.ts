import { deleteTexts } from "../../src/slack/messages/delete-texts.ts";
import { deleteNotice, deleteView } from "../../src/slack/views/delete-view.ts";
import { approver, aRun, incident, minutesLater, number, OPENED, refusedResources, thing } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const active = () => number({ status: "active", corruptedAt: null, corruptionCause: null });
const owned = () => [
  thing("twilio_sip_trunk"),
  thing("twilio_credential_list", { state: "kept", sharedWith: ["+15005550006"] }),
  thing("livekit_inbound_trunk"),
  thing("livekit_dispatch_rule", { state: "unknown", checkedAt: null }),
];

const told = (id: string, title: string, what: string, words: () => string): TourState => ({
  id: `modal-delete-${id}`,
  title,
  what,
  surface: "modal",
  payload: () => deleteNotice(words()),
});

/** The window of a normal delete, from opening to its end. */
export const deleteWindowStates: readonly TourState[] = [
  {
    id: "modal-delete",
    title: "What will be removed, and what stays",
    what: "Nothing happens before the button below.",
    surface: "modal",
    payload: () => deleteView({ number: active(), resources: owned(), run: null, incident: null }),
  },
  {
    id: "modal-delete-corrupted",
    title: "Of a corrupted number",
    what: "The same as Retry clean-up.",
    surface: "modal",
    payload: () =>
      deleteView({ number: number(), resources: refusedResources(), run: null, incident: incident() }),
  },
  {
    id: "modal-delete-under-way",
    title: "Under way already",
    what: "Who began it, and where its end shows.",
    surface: "modal",
    payload: () =>
      deleteView({
        number: number({ status: "deleting" }),
        resources: owned(),
        run: aRun(approver, minutesLater(1)),
        incident: null,
      }),
  },
  told("started", "Deleting", "It goes on, also if the window is closed.", () => deleteTexts.started(42)),
  told("done", "Deleted", "On what that rests.", () => deleteTexts.removed(number())),
  told("failed", "Not deleted", "Why, what is next, and where the buttons for it are.", () =>
    deleteTexts.failed(
      { number: number({ corruptedAt: OPENED }), resources: refusedResources() },
      incident({ alertChannel: "C000ALERTS" }),
    ),
  ),
  told("changed", "The record was changed meanwhile", "Nothing was deleted.", () => deleteTexts.changed(42)),
];
