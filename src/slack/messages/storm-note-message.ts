import type { Storm } from "../../domain/storm.ts";
import type { StormNote } from "../../operations/ports/storm-store.ts";
import { METADATA } from "../ids.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { link } from "./mrkdwn.ts";
import { noteWords } from "./note-words.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";
import { actorWords } from "./words.ts";

/** A line in the thread of a storm's message. `address`: of the member's own message that it links to. */
export function stormNoteMessage(
  note: StormNote,
  { storm, address }: { storm: Pick<Storm, "claimedBy">; address: string | null },
  { onCall }: AlertSurroundings,
): SlackMessage {
  const words = [
    mentionWords(note, storm, onCall),
    note.by === null ? "" : actorWords(note.by),
    noteWords(note.text, 2500),
    address === null ? "" : link(address, "Open its alert"),
  ];
  const metadata = { event_type: METADATA.stormNote, event_payload: { note_id: note.id } };
  return { ...shortMessage(words.filter((word) => word !== "").join(" ")), metadata };
}

function mentionWords(
  { mention }: StormNote,
  { claimedBy }: Pick<Storm, "claimedBy">,
  onCall: string,
): string {
  if (mention === null) return "";
  return mention === "claimer" && claimedBy !== null ? actorWords(claimedBy) : onCall;
}
