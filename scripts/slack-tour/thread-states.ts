import { lapseWords } from "../../src/domain/approval.ts";
import { cleanUpEndLine, tickLine } from "../../src/operations/incidents/thread-lines.ts";
import type { Approval } from "../../src/operations/ports/force-delete-store.ts";
import type { Note } from "../../src/operations/ports/incident-store.ts";
import { noteMessage } from "../../src/slack/messages/note-message.ts";
import { aNote } from "../../test/support/factories.ts";
import {
  approver,
  incident,
  minutesLater,
  refused,
  refusedResources,
  requester,
  surroundings,
  wish,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const says = (
  id: string,
  title: string,
  what: string,
  note: () => Partial<Note>,
  claimed = false,
): TourState => ({
  id: `thread-${id}`,
  title,
  what,
  surface: "channel",
  payload: () => noteMessage(aNote(note()), incident(claimed ? { claimedBy: requester } : {}), surroundings),
});

const asks = (id: string, title: string, what: string, changes: Partial<Approval>) =>
  says(id, title, what, () => ({ approval: wish(changes), by: requester, mention: "approvers" }));

const ticked = () => {
  const open = refusedResources().slice(0, 2);
  return (
    tickLine(
      open,
      open.map(({ kind, sid }) => `${kind}:${sid}`),
      requester.id,
    ) ?? ""
  );
};

/** What the thread of an alert says: human steps, results, reminders, and the request for a second person. */
export const threadStates: readonly TourState[] = [
  says("claimed", "Somebody claimed it", "Every human step is one line.", () => ({
    by: requester,
    text: "claimed this.",
  })),
  says("ticked", "Somebody ticked resources", "With their whole ids.", () => ({
    by: requester,
    text: ticked(),
  })),
  says(
    "clean-up-failed",
    "The clean-up did not finish",
    "The result of a retry that a person had started.",
    () => ({
      text: cleanUpEndLine(refusedResources(), refused.detail),
    }),
  ),
  says("clean-up-done", "The clean-up is done", "The record is removed.", () => ({
    text: cleanUpEndLine([], null),
  })),
  says("first-call", "It did not heal by itself", "The first call: sent to the channel as well.", () => ({
    mention: "on_call",
    broadcast: true,
    text: "This has not healed by itself: a person must step in. Press Claim on the alert to take it.",
  })),
  says("unclaimed", "Nobody has claimed it", "Those on call are reminded once.", () => ({
    mention: "on_call",
    text: "Nobody has claimed this for 15 min. Press Claim on the alert to take it.",
  })),
  says(
    "idle",
    "Claimed, but idle",
    "Whoever has claimed it is reminded.",
    () => ({
      mention: "claimer",
      text: "You have claimed this, and nothing has happened for 4 h. Go on with it, or press Release so that somebody else can.",
    }),
    true,
  ),
  asks("asked", "A second person is asked", "What stays, what cannot be told, why, until when.", {}),
  asks("approved", "Approved", "The buttons are gone, the story stays.", {
    state: "approved",
    decidedBy: approver,
    decidedAt: minutesLater(20),
  }),
  asks("declined", "Declined", "Nothing was deleted.", {
    state: "declined",
    decidedBy: approver,
    decidedAt: minutesLater(20),
  }),
  asks("lapsed", "Lapsed", "Nobody decided in time.", { state: "lapsed", decidedAt: minutesLater(47) }),
  says("lapse-told", "The lapse is told", "Whoever asked is mentioned.", () => ({
    text: `The wish to force-delete has lapsed: ${lapseWords({ why: "time" })}`,
    mention: "parties",
    approval: wish({ state: "lapsed", decidedAt: minutesLater(47) }),
  })),
];
