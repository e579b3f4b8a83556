import type { WebClient } from "@slack/web-api";
import type { SlackIdentity } from "./directory.ts";
import type { MessageRef } from "./messenger.ts";
import { callSlack } from "./slack-failure.ts";

/** What a message of ours is recognised by: its metadata, and that we wrote it (anybody can write metadata). */
export interface Mark {
  eventType: string;
  field: string;
  value: number;
}

/** Reads channels to find messages whose answer was lost. Each method throws SlackCallFailed. */
export interface MessageFinder {
  /** The ts of our message with this mark in the channel since then, or null. */
  inChannel(channel: string, mark: Mark, since: Date): Promise<string | null>;
  /** The ts of our reply with this mark in the thread, or null. */
  inThread(parent: MessageRef, mark: Mark): Promise<string | null>;
  /** Where people find the message: an address of Slack; null where it is not there any more. */
  addressOf(at: MessageRef): Promise<string | null>;
  /** True where people of other organisations read the channel (Slack Connect), or are invited to. */
  isShared(channel: string): Promise<boolean>;
}

/** Pages of 200 are read to the end: 10,000 messages since one lost answer would be another trouble. */
const PAGE_SIZE = 200;
const MOST_PAGES = 50;
/** The clock that we go by may be ahead of Slack's; whoever looks too late posts a second message. */
const CLOCK_MARGIN_MS = 3_600_000;

interface Page {
  messages?: Candidate[];
  response_metadata?: { next_cursor?: string };
}

interface Candidate {
  ts?: string;
  user?: string;
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> };
}

/** Looks with the given client for messages of the given identity (null: Slack has not told yet who we are). */
export function createMessageFinder(web: WebClient, identity: () => SlackIdentity | null): MessageFinder {
  async function find(mark: Mark, readPage: (cursor: string) => Promise<Page>): Promise<string | null> {
    let cursor = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { messages, response_metadata } = await readPage(cursor);
      const found = messages?.find((message) => carries(message, mark) && isOurs(message, identity()));
      if (found?.ts !== undefined) return found.ts;
      cursor = response_metadata?.next_cursor ?? "";
      if (cursor === "") return null;
    }
    return null;
  }
  const page = (cursor: string) => ({
    limit: PAGE_SIZE,
    include_all_metadata: true,
    ...(cursor === "" ? {} : { cursor }),
  });

  return {
    inChannel(channel, mark, since) {
      const oldest = String((since.getTime() - CLOCK_MARGIN_MS) / 1000);
      return find(mark, (cursor) =>
        callSlack("conversations.history", () =>
          web.conversations.history({ channel, oldest, ...page(cursor) }),
        ),
      );
    },
    inThread({ channel, ts }, mark) {
      return find(mark, (cursor) =>
        callSlack("conversations.replies", () => web.conversations.replies({ channel, ts, ...page(cursor) })),
      );
    },
    async addressOf({ channel, ts }) {
      const found = await callSlack("chat.getPermalink", () =>
        web.chat.getPermalink({ channel, message_ts: ts }),
      );
      return found.permalink ?? null;
    },
    async isShared(channel) {
      const found = await callSlack("conversations.info", () => web.conversations.info({ channel }));
      return found.channel?.is_ext_shared === true || found.channel?.is_pending_ext_shared === true;
    },
  };
}

function carries({ metadata }: Candidate, { eventType, field, value }: Mark): boolean {
  return metadata?.event_type === eventType && metadata.event_payload?.[field] === value;
}

/** Without an identity everything with the mark counts: a second alert for one incident would be worse. */
function isOurs(message: Candidate, identity: SlackIdentity | null): boolean {
  return identity === null || message.bot_id === identity.botId || message.user === identity.botUserId;
}
