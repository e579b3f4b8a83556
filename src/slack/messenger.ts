import type { HomeView, ModalView } from "@slack/types";
import { fitMessage, type SlackMessage } from "./messages/slack-message.ts";
import type { Pace } from "./pace.ts";
import { callSlack, refusalOf, SlackCallFailed } from "./slack-failure.ts";
import type { WebClients } from "./web-client.ts";

/** Where a message stands. */
export interface MessageRef {
  channel: string;
  ts: string;
}

/** A modal on somebody's screen; `hash` names what it showed when we drew it last. */
export interface ViewRef {
  id: string;
  hash: string;
}

/** The only door for writes to Slack: it clamps, paces and classifies. Every method throws SlackCallFailed. */
export interface Messenger {
  /** Waits for the channel's turn. Not repeated when its answer is lost: look for it before posting again. */
  post(channel: string, message: SlackMessage): Promise<MessageRef>;
  /** Like `post`; a broadcast is shown in the channel as well. `parent_gone`: Slack had put the reply into the channel itself, it was taken back. */
  reply(
    parent: MessageRef,
    message: SlackMessage,
    options?: { broadcast: boolean },
  ): Promise<MessageRef | "parent_gone">;
  /** `gone`: somebody deleted the message. */
  update(at: MessageRef, message: SlackMessage): Promise<"updated" | "gone">;
  /** Seen by one person only, who must be in the channel. */
  whisper(channel: string, userId: string, message: SlackMessage): Promise<void>;
  /** Into the person's direct messages with the app. */
  tell(userId: string, message: SlackMessage): Promise<void>;
  openView(triggerId: string, view: ModalView): Promise<ViewRef>;
  /** Null where the person has closed it, or (with a hash) where it has been redrawn since. */
  updateView(at: { id: string; hash?: string }, view: ModalView): Promise<ViewRef | null>;
  /** Its new hash; null where it has been redrawn since it had the given one. */
  publishHome(userId: string, view: HomeView, hash: string | null): Promise<string | null>;
}

/** Nothing in a message becomes a link, a mention or a preview that we did not write ourselves. */
const UNPARSED = { parse: "none", link_names: false } as const;
const UNFOLDED = { unfurl_links: false, unfurl_media: false } as const;

/** Answers of views.update that mean: somebody was faster, or the window is closed. */
const MOVED_ON = ["hash_conflict", "not_found", "view_not_found"];

/** Writes to Slack with the given clients, at the given pace. */
export function createMessenger({ web, once }: WebClients, pace: Pace): Messenger {
  async function post(channel: string, message: SlackMessage, thread: Thread): Promise<Posted> {
    await pace.turn(channel);
    const sent = { channel, ...fitMessage(message), ...thread, ...UNPARSED, ...UNFOLDED };
    try {
      const answer = await callSlack("chat.postMessage", () => once.chat.postMessage(sent));
      const { message: shown } = answer;
      const unthreaded = shown !== undefined && shown.thread_ts === undefined;
      return { channel: answer.channel ?? channel, ts: answer.ts ?? "", unthreaded };
    } catch (error) {
      if (error instanceof SlackCallFailed && error.reason.kind === "rate_limited")
        await pace.heed(channel, error.reason.retryAfterMs);
      throw error;
    }
  }

  return {
    async post(channel, message) {
      const posted = await post(channel, message, {});
      return { channel: posted.channel, ts: posted.ts };
    },

    async reply(parent, message, { broadcast } = { broadcast: false }) {
      const thread = broadcast
        ? ({ thread_ts: parent.ts, reply_broadcast: true } as const)
        : { thread_ts: parent.ts };
      const { channel, ts, unthreaded } = await post(parent.channel, message, thread);
      if (!unthreaded) return { channel, ts };
      // Slack does not refuse a reply to a deleted message: it posts it as a message of its own (slack-go#1571).
      await callSlack("chat.delete", () => web.chat.delete({ channel, ts }));
      return "parent_gone";
    },

    async update({ channel, ts }, message) {
      const sent = { channel, ts, ...fitMessage(message), ...UNPARSED };
      try {
        await callSlack("chat.update", () => web.chat.update(sent));
        return "updated";
      } catch (error) {
        if (refusalOf(error) === "message_not_found") return "gone";
        throw error;
      }
    },

    async whisper(channel, userId, message) {
      const { text, blocks } = fitMessage(message);
      const sent = { channel, user: userId, text, blocks, ...UNPARSED };
      await callSlack("chat.postEphemeral", () => once.chat.postEphemeral(sent));
    },

    async tell(userId, message) {
      const { channel } = await callSlack("conversations.open", () =>
        web.conversations.open({ users: userId }),
      );
      if (channel?.id !== undefined) await post(channel.id, message, {});
    },

    async openView(triggerId, view) {
      const answer = await callSlack("views.open", () => web.views.open({ trigger_id: triggerId, view }));
      return { id: answer.view?.id ?? "", hash: answer.view?.hash ?? "" };
    },

    async updateView({ id, hash }, view) {
      const sent = { view_id: id, view, ...(hash === undefined ? {} : { hash }) };
      try {
        const answer = await callSlack("views.update", () => web.views.update(sent));
        return { id, hash: answer.view?.hash ?? "" };
      } catch (error) {
        if (MOVED_ON.includes(refusalOf(error) ?? "")) return null;
        throw error;
      }
    },

    async publishHome(userId, view, hash) {
      const sent = { user_id: userId, view, ...(hash === null ? {} : { hash }) };
      try {
        const answer = await callSlack("views.publish", () => web.views.publish(sent));
        return answer.view?.hash ?? "";
      } catch (error) {
        if (refusalOf(error) === "hash_conflict") return null;
        throw error;
      }
    },
  };
}

/** Where a reply goes; empty for a message of its own. */
type Thread = { thread_ts: string; reply_broadcast: true } | { thread_ts: string } | { thread_ts?: never };

/** `unthreaded`: Slack says that the message stands in the channel itself. */
type Posted = MessageRef & { unthreaded: boolean };
