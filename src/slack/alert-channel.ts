import { type AlertChannel, AlertDelayed, type AlertFacts } from "../operations/ports/alerts.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { METADATA } from "./ids.ts";
import type { MessageFinder } from "./message-finder.ts";
import { alertMessage } from "./messages/alert-message.ts";
import type { AlertSurroundings } from "./messages/alert-surroundings.ts";
import { noteMessage } from "./messages/note-message.ts";
import type { SlackMessage } from "./messages/slack-message.ts";
import type { Messenger } from "./messenger.ts";
import { createRecent } from "./recent.ts";
import { describeFailure, refusalOf, SlackCallFailed } from "./slack-failure.ts";

export interface AlertChannelDeps {
  messenger: Messenger;
  finder: MessageFinder;
  clock: Clock;
  log: Log;
  /** SLACK_ALERT_CHANNEL. */
  channel: string;
  surroundings: AlertSurroundings;
}

/** Slack could not be reached: it may be back soon. */
const UNREACHABLE_RETRY_MS = 10_000;
/** A person has to put something right first: no sooner than they can. */
const REFUSED_RETRY_MS = 5 * 60_000;
const SHARED_REMEMBERED_MS = 10 * 60_000;

/** What a person does about a refusal, by Slack's word for it. */
const FIX: Record<string, string> = {
  channel_not_found:
    "SLACK_ALERT_CHANNEL names no channel that the bot can see: invite the bot there, or correct it",
  not_in_channel: "invite the bot into the alert channel",
  is_archived: "the alert channel is archived: set SLACK_ALERT_CHANNEL to another one",
  missing_scope: "install the app again with the scopes of manifest.yml",
  restricted_action: "a workspace setting keeps the bot from posting there: let an admin allow it",
};
const TOKEN_FIX = "SLACK_BOT_TOKEN is not valid any more: install the app again and set the new token";
const TOKEN_ERRORS = ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"];

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
  const shared = createRecent<boolean>(deps.clock, SHARED_REMEMBERED_MS);
  /** Said already: what Slack refuses (until it takes a message again), and what it does not let us look at (for good). */
  const refused = new Set<string>();
  const unseen = new Set<string>();

  function logOnce(said: Set<string>, key: string, fields: Record<string, unknown>, message: string): void {
    if (said.has(key)) return;
    said.add(key);
    log.error({ channel, ...fields }, message);
  }

  /** Turns Slack's failures into waiting times. */
  async function orDelayed<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      refused.clear();
      return result;
    } catch (error) {
      if (!(error instanceof SlackCallFailed)) throw error;
      const { reason } = error;
      if (reason.kind === "rate_limited") throw new AlertDelayed(error.message, reason.retryAfterMs);
      if (reason.kind === "unreachable") throw new AlertDelayed(error.message, UNREACHABLE_RETRY_MS);
      const fix = TOKEN_ERRORS.includes(reason.error)
        ? TOKEN_FIX
        : (FIX[reason.error] ?? "see Slack's documentation of this error");
      logOnce(
        refused,
        reason.error,
        { slack: describeFailure(reason), method: error.method },
        `alerts do not reach Slack: ${fix}`,
      );
      throw new AlertDelayed(error.message, REFUSED_RETRY_MS);
    }
  }

  /** Details of an outage are not for people of other companies. Where Slack does not let us ask, alerts go out. */
  async function refuseWhereShared(): Promise<void> {
    const isShared = await shared
      .get(channel, () => finder.isShared(channel))
      .catch((error: unknown) => {
        if (refusalOf(error) === null) throw error;
        logOnce(
          unseen,
          "conversations.info",
          { slack: String(refusalOf(error)) },
          "cannot see whether the alert channel is shared with other companies",
        );
        return false;
      });
    if (!isShared) return;
    logOnce(
      refused,
      "ext_shared",
      {},
      "alerts are held back: the alert channel is shared with another company (Slack Connect). Set SLACK_ALERT_CHANNEL to an internal one",
    );
    throw new AlertDelayed("the alert channel is shared with another company", REFUSED_RETRY_MS);
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

  const draw = (facts: AlertFacts) => alertMessage(facts, deps.surroundings);

  return {
    post: (facts) =>
      orDelayed(async () => {
        await refuseWhereShared();
        return wordsAtLeast(draw(facts), (message) => messenger.post(channel, message));
      }),

    update: (facts, at) =>
      orDelayed(() => wordsAtLeast(draw(facts), (message) => messenger.update(at, message))),

    reply: (at, note) =>
      orDelayed(async () => {
        await refuseWhereShared();
        const reply = await messenger.reply(at, noteMessage(note));
        if (reply === "parent_gone") throw new AlertDelayed("the alert was deleted", 0);
        return reply.ts;
      }),

    findPosted: (incidentId, since) =>
      orDelayed(async () => {
        const mark = { eventType: METADATA.alert, field: "incident_id", value: incidentId };
        const ts = await lookOrNothing(() => finder.inChannel(channel, mark, since));
        return ts === null ? null : { channel, ts };
      }),

    findReply: (at, noteId) =>
      orDelayed(() =>
        lookOrNothing(() =>
          finder.inThread(at, { eventType: METADATA.note, field: "note_id", value: noteId }),
        ),
      ),
  };

  /** Where reading the channel is not permitted, a second alert is better than none. */
  async function lookOrNothing(look: () => Promise<string | null>): Promise<string | null> {
    try {
      return await look();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      if (refusal === "missing_scope")
        logOnce(
          unseen,
          "history",
          { slack: refusal },
          "cannot read the alert channel: an alert whose answer was lost may appear twice",
        );
      return null;
    }
  }
}
