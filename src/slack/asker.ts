import type { RespondFn } from "@slack/bolt";
import type { Asker } from "./interactions.ts";
import { fitMessage, type SlackMessage, shortMessage } from "./messages/slack-message.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** Where a person can be answered: the request's response_url, the channel they are in, and always their own messages. */
export interface Whereabouts {
  userId: string;
  respond: RespondFn | null;
  channel: string | null;
}

/** Answers one person: through the request's own way back, else in the channel for them alone, else in their messages. */
export function createAsker({ userId, respond, channel }: Whereabouts, deps: SlackDeps): Asker {
  const ways: ((message: SlackMessage) => Promise<unknown>)[] = [
    ...(respond === null ? [] : [(message: SlackMessage) => answer(respond, message)]),
    ...(channel === null
      ? []
      : [(message: SlackMessage) => deps.messenger.whisper(channel, userId, message)]),
    (message) => deps.messenger.tell(userId, message),
  ];
  return {
    userId,
    async say(words) {
      const message = typeof words === "string" ? shortMessage(words) : words;
      for (const send of ways) {
        try {
          await send(message);
          return;
        } catch (error) {
          deps.log.warn(
            { user: userId, error: String(error) },
            "an answer did not reach its person this way",
          );
        }
      }
    },
  };
}

/** A response_url is good for half an hour and five answers. */
async function answer(respond: RespondFn, message: SlackMessage): Promise<void> {
  const { text, blocks } = fitMessage(message);
  await respond({ response_type: "ephemeral", replace_original: false, text, blocks });
}
