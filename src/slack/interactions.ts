import type { ModalView } from "@slack/types";
import type { SlackMessage } from "./messages/slack-message.ts";
import type { SlackDeps } from "./slack-deps.ts";
import type { StateValues } from "./views/force-delete-form.ts";

/** A person who asked for something, and how to answer them alone. */
export interface Asker {
  userId: string;
  /** mrkdwn, or a whole message. Reaches them one way or another; never throws. */
  say(answer: string | SlackMessage): Promise<void>;
}

/** A slash command; it was acknowledged already. */
export interface CommandCall {
  text: string;
  triggerId: string;
  asker: Asker;
}

/** A button or a menu; it was acknowledged already. `view` is set for those of a modal or of Home. */
export interface ButtonPress {
  /** What the button carries; of a menu, what the chosen option carries behind its choice. */
  value: string;
  /** What was chosen in a menu; null for a button. */
  choice: string | null;
  triggerId: string;
  asker: Asker;
  view: ShownView | null;
}

/** A message shortcut; it was acknowledged already. */
export interface ShortcutCall {
  /** The message as Slack shows it to apps: foreign through and through. */
  message: unknown;
  triggerId: string;
  asker: Asker;
}

/** A window as it stood on the person's screen. Nothing in it is believed without looking it up. */
export interface ShownView {
  id: string;
  hash: string;
  privateMetadata: string;
  values: StateValues;
  blocks: readonly { block_id?: string }[];
}

/** A window that was sent off. It has to be answered once, within three seconds. */
export interface Submission {
  userId: string;
  view: ShownView;
  answer: {
    /** Texts at the inputs, by block id; the window stays as it is. */
    errors(errors: Record<string, string>): Promise<void>;
    show(view: ModalView): Promise<void>;
  };
}

/** A window that a person closed; it was acknowledged already, and there is nothing to answer. */
export interface ClosedView {
  userId: string;
  privateMetadata: string;
}

export type CommandListener = (call: CommandCall, deps: SlackDeps) => Promise<void>;
export type ButtonListener = (press: ButtonPress, deps: SlackDeps) => Promise<void>;
export type ShortcutListener = (call: ShortcutCall, deps: SlackDeps) => Promise<void>;
export type ViewListener = (submission: Submission, deps: SlackDeps) => Promise<void>;
export type ClosedListener = (closed: ClosedView, deps: SlackDeps) => Promise<void>;
/** `event` is the inner event of the Events API. */
export type EventListener = (event: Record<string, unknown>, deps: SlackDeps) => Promise<void>;
