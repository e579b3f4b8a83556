import type { Incident } from "../domain/incident.ts";
import { type AlertChannel, AlertDelayed, type AlertFacts } from "../operations/ports/alerts.ts";
import type { Note } from "../operations/ports/incident-store.ts";
import type { StormFacts } from "../operations/ports/storm-channel.ts";
import type { StormNote } from "../operations/ports/storm-store.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { createAlertDelays, REFUSED_RETRY_MS } from "./alert-delays.ts";
import { METADATA } from "./ids.ts";
import type { Mark, MessageFinder } from "./message-finder.ts";
import { alertMessage } from "./messages/alert-message.ts";
import type { AlertSurroundings } from "./messages/alert-surroundings.ts";
import { noteMessage } from "./messages/note-message.ts";
import type { SlackMessage } from "./messages/slack-message.ts";
import { stormMessage } from "./messages/storm-message.ts";
import { stormNoteMessage } from "./messages/storm-note-message.ts";
import type { MessageRef, Messenger } from "./messenger.ts";
import { createRecent } from "./recent.ts";
import { refusalOf } from "./slack-failure.ts";

/** What alerts are sent with. */
export interface AlertChannelDeps {
  messenger: Messenger;
  finder: MessageFinder;
  clock: Clock;
  log: Log;
  /** SLACK_ALERT_CHANNEL. */
  channel: string;
  surroundings: AlertSurroundings;
}

const SHARED_REMEMBERED_MS = 10 * 60_000;

/** Slack's refusals of what we drew: a fault of ours, and no reason to leave people without the words. */
const DRAWING_ERRORS = [
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "invalid_arguments",
  "msg_too_long",
];

/** Where on-call staff are told: one message per incident in one Slack channel, and its thread. */
export function createAlertChannel(deps: AlertChannelDeps): AlertChannel {
  const { messenger, finder, channel, log } = deps;
  const { orDelayed, tellOnce } = createAlertDelays(channel, log);
  const shared = createRecent<boolean>(deps.clock, SHARED_REMEMBERED_MS);

  /** Details of an outage are not for people of other companies. Where Slack does not let us ask, alerts go out. */
  async function refuseWhereShared(): Promise<void> {
    const look = () => shared.get(channel, () => finder.isShared(channel));
    const isShared = await unlessRefused(look, (slack) => {
      tellOnce("info", { slack }, "cannot see whether the alert channel is shared with other companies");
      return false;
    });
    if (!isShared) return;
    const why = "the alert channel is shared with another company (Slack Connect)";
    tellOnce(
      "refused:shared",
      {},
      `alerts are held back: ${why}. Set SLACK_ALERT_CHANNEL to an internal one`,
    );
    throw new AlertDelayed(why, REFUSED_RETRY_MS);
  }

  /** Where reading the channel is not permitted, a second alert is better than none. */
  function lookOrNothing(look: () => Promise<string | null>): Promise<string | null> {
    return unlessRefused(look, (slack) => {
      if (slack === "missing_scope")
        tellOnce("history", { slack }, "cannot read the alert channel: a lost alert may appear twice");
      return null;
    });
  }

  /** Sends the words alone where Slack refuses the drawing. */
  async function wordsAtLeast<T>(
    message: SlackMessage,
    send: (message: SlackMessage) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(message);
    } catch (error) {
      if (!DRAWING_ERRORS.includes(refusalOf(error) ?? "")) throw error;
      log.error({ slack: String(error) }, "Slack refused an alert as it was drawn; its text was sent alone");
      return send({ ...message, blocks: [] });
    }
  }

  /** One message for each of something, and replies in its thread. */
  function messagesAbout<Facts>(drawing: {
    draw(facts: Facts): SlackMessage;
    message: Omit<Mark, "value">;
    reply: Omit<Mark, "value">;
  }) {
    const { draw } = drawing;
    return {
      post: (facts: Facts) =>
        orDelayed(async () => {
          await refuseWhereShared();
          return wordsAtLeast(draw(facts), (message) => messenger.post(channel, message));
        }),
      update: (facts: Facts, at: MessageRef) =>
        orDelayed(() => wordsAtLeast(draw(facts), (message) => messenger.update(at, message))),
      findPosted: (id: number, since: Date) =>
        orDelayed(async () => {
          const mark = { ...drawing.message, value: id };
          const ts = await lookOrNothing(() => finder.inChannel(channel, mark, since));
          return ts === null ? null : { channel, ts };
        }),
      findReply: (at: MessageRef, noteId: number) =>
        orDelayed(() => lookOrNothing(() => finder.inThread(at, { ...drawing.reply, value: noteId }))),
    };
  }

  const reply = (at: MessageRef, message: SlackMessage, broadcast: boolean) =>
    orDelayed(async () => {
      await refuseWhereShared();
      const posted = await messenger.reply(at, message, { broadcast });
      if (posted === "parent_gone") throw new AlertDelayed("the alert was deleted", 0);
      return posted.ts;
    });
  const say = (note: Note, incident: Incident) => noteMessage(note, incident, deps.surroundings);

  return {
    ...messagesAbout<AlertFacts>({
      draw: (facts) => alertMessage(facts, deps.surroundings),
      message: { eventType: METADATA.alert, field: "incident_id" },
      reply: { eventType: METADATA.note, field: "note_id" },
    }),
    reply: (at, note, incident) => reply(at, say(note, incident), note.broadcast),
    updateReply: (at, note, incident) => orDelayed(() => messenger.update(at, say(note, incident))),
    storms: {
      ...messagesAbout<StormFacts>({
        draw: (facts) => stormMessage(facts, deps.surroundings),
        message: { eventType: METADATA.storm, field: "storm_id" },
        reply: { eventType: METADATA.stormNote, field: "note_id" },
      }),
      async reply(at, note, storm) {
        const address = await addressOf(note);
        return reply(at, stormNoteMessage(note, { storm, address }, deps.surroundings), note.broadcast);
      },
    },
  };

  /** Null where the member has no message, or Slack does not say where it stands. */
  function addressOf({ about }: StormNote): Promise<string | null> {
    const { alertChannel, alertTs } = about ?? { alertChannel: null, alertTs: null };
    if (alertChannel === null || alertTs === null) return Promise.resolve(null);
    return orDelayed(() =>
      unlessRefused(
        () => finder.addressOf({ channel: alertChannel, ts: alertTs }),
        () => null,
      ),
    );
  }
}

/** What the look brings, or what stands for it where Slack refused it with this word; other failures are thrown on. */
async function unlessRefused<T>(look: () => Promise<T>, instead: (slack: string) => T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return instead(refusal);
  }
}
