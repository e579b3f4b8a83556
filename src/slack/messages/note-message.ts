import { METADATA } from "../ids.ts";
import { escaped } from "./mrkdwn.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";

/** A line in an alert's thread. The text is plain: nothing in it is a mention or a link. */
export function noteMessage(note: { id: number; text: string }): SlackMessage {
  const metadata = { event_type: METADATA.note, event_payload: { note_id: note.id } };
  return { ...shortMessage(escaped(note.text, 2900)), metadata };
}
