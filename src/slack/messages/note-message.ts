import type { Actor } from "../../domain/actor.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Approval } from "../../operations/ports/force-delete-store.ts";
import type { Note } from "../../operations/ports/incident-store.ts";
import { METADATA } from "../ids.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { approvalReply } from "./approval-reply.ts";
import { noteWords } from "./note-words.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";
import { actorWords } from "./words.ts";

/** A line in an alert's thread: whom it is for, who did it, and what. Nothing in the note's own text is a mention or a link. */
export function noteMessage(
  note: Note,
  incident: Pick<Incident, "claimedBy" | "phoneNumber" | "label" | "phoneNumberId">,
  surroundings: AlertSurroundings,
): SlackMessage {
  const metadata = { event_type: METADATA.note, event_payload: { note_id: note.id } };
  if (note.approval !== null && note.mention === "approvers")
    return { ...approvalReply(note.approval, incident, surroundings), metadata };
  const words = [
    mentionWords(note, incident, surroundings),
    note.by === null ? "" : actorWords(note.by),
    noteWords(note.text, 2500),
  ];
  return { ...shortMessage(words.filter((word) => word !== "").join(" ")), metadata };
}

function mentionWords(
  { mention, by, approval }: Note,
  { claimedBy }: Pick<Incident, "claimedBy">,
  { onCall, approvers }: AlertSurroundings,
): string {
  switch (mention) {
    case "on_call":
      return onCall;
    case "approvers":
      return approvers;
    case "claimer":
      return claimedBy === null ? onCall : actorWords(claimedBy);
    case "parties":
      return approval === null ? "" : partiesWords(approval, by);
    case null:
      return "";
  }
}

/** Who asked and who decided, but for whoever the note names anyway. */
function partiesWords({ requestedBy, decidedBy }: Approval, by: Actor | null): string {
  const named = by === null ? "" : actorWords(by);
  const people = [requestedBy, ...(decidedBy?.kind === "slack_user" ? [decidedBy] : [])].map(actorWords);
  return [...new Set(people)].filter((person) => person !== named).join(" ");
}
