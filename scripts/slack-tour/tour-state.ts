import type { HomeView, ModalView } from "@slack/types";
import type { SlackMessage } from "../../src/slack/messages/slack-message.ts";

interface Described {
  /** Names the files: lower case, with dashes. */
  id: string;
  title: string;
  /** One line: what it means for the person who sees it. */
  what: string;
  /** Pixels; default: a desktop. */
  width?: number;
}

/** One picture of the tour. `payload` is drawn by the functions that the bot itself uses. */
export type TourState =
  | (Described & {
      /** `channel`: everybody there sees it. `answer`: only the person who asked. */
      surface: "channel" | "answer";
      /** Default: when the incident opened for a message in the channel, 20 minutes later for an answer. */
      sentAt?: Date;
      payload(): SlackMessage;
    })
  | (Described & {
      surface: "modal";
      payload(): ModalView;
      /** Field errors by block id, as the answer to a submission carries them. */
      faults?: Record<string, string>;
    })
  | (Described & { surface: "home"; payload(): HomeView });

/** A heading of the page with its pictures, in the order of a reader. */
export interface TourChapter {
  title: string;
  states: readonly TourState[];
}
