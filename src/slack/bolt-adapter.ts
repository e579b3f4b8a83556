import type {
  AllMiddlewareArgs,
  BlockAction,
  BlockElementAction,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewClosedAction,
  ViewOutput,
  ViewSubmitAction,
} from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { createAsker } from "./asker.ts";
import { parseChoiceValue } from "./case-ref.ts";
import { explainFailure } from "./explain-failure.ts";
import type {
  Asker,
  ButtonListener,
  ButtonPress,
  ClosedListener,
  CommandListener,
  EventListener,
  ShortcutListener,
  ShownView,
  Submission,
  ViewListener,
} from "./interactions.ts";
import { texts } from "./messages/texts.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { noticeView } from "./views/modal.ts";

/* From Bolt's arguments to ours. What a listener throws is explained to the person, and never thrown on. */

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type ActionArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;
type ViewArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type ClosedArgs = SlackViewMiddlewareArgs<ViewClosedAction> & AllMiddlewareArgs;
type EventArgs = SlackEventMiddlewareArgs & AllMiddlewareArgs;

/** A slash command; acknowledged by the gate. */
export function adaptCommand(listener: CommandListener, deps: SlackDeps) {
  return async ({ command, respond }: CommandArgs): Promise<void> => {
    const asker = createAsker({ userId: command.user_id, respond, channel: command.channel_id }, deps);
    const call = { text: command.text ?? "", triggerId: command.trigger_id, asker };
    await explained(() => listener(call, deps), asker, deps);
  };
}

/** A button or a menu of a message, a modal or Home; acknowledged by the gate. */
export function adaptButton(listener: ButtonListener, deps: SlackDeps) {
  return async ({ body, action, respond }: ActionArgs): Promise<void> => {
    const whereabouts = {
      userId: body.user.id,
      respond: body.response_url === undefined ? null : respond,
      channel: body.channel?.id ?? null,
    };
    const asker = createAsker(whereabouts, deps);
    const pressed = pressedIn(action);
    const view = body.view === undefined ? null : shownView(body.view);
    await explained(
      () => listener({ ...pressed, triggerId: body.trigger_id, asker, view }, deps),
      asker,
      deps,
    );
  };
}

/** A shortcut of a message; acknowledged by the gate. */
export function adaptShortcut(listener: ShortcutListener, deps: SlackDeps) {
  return async ({ shortcut, respond }: ShortcutArgs): Promise<void> => {
    const { user, channel, message, trigger_id: triggerId } = shortcut;
    const asker = createAsker({ userId: user.id, respond, channel: channel.id }, deps);
    await explained(() => listener({ message, triggerId, asker }, deps), asker, deps);
  };
}

/** A modal that was sent off; the listener answers it. */
export function adaptSubmission(listener: ViewListener, deps: SlackDeps) {
  return async ({ body, view, ack }: ViewArgs): Promise<void> => {
    let answered = false;
    const once = async (response?: Parameters<ViewArgs["ack"]>[0]) => {
      await ack(response);
      answered = true;
    };
    const answer: Submission["answer"] = {
      errors: (errors) => once({ response_action: "errors", errors }),
      show: (shown: ModalView) => once({ response_action: "update", view: shown }),
    };
    try {
      await listener({ userId: body.user.id, view: shownView(view), answer }, deps);
    } catch (error) {
      const text = explainFailure(error, deps, answered ? texts.outcomeUnknown : texts.unexpected);
      const asker = createAsker({ userId: body.user.id, respond: null, channel: null }, deps);
      // Too late for an answer, or answered already: the words go into the person's messages.
      if (answered) return asker.say(text);
      await answer.show(noticeView(view.title.text, text)).catch(() => asker.say(text));
    }
  };
}

/** A modal that was closed; acknowledged by the gate, and nobody waits for an answer. */
export function adaptClosed(listener: ClosedListener, deps: SlackDeps) {
  return async ({ body, view }: ClosedArgs): Promise<void> => {
    try {
      await listener({ userId: body.user.id, privateMetadata: view.private_metadata }, deps);
    } catch (error) {
      explainFailure(error, deps);
    }
  };
}

/** An event; acknowledged by Bolt, and nobody waits for an answer. */
export function adaptEvent(listener: EventListener, deps: SlackDeps) {
  return async ({ event }: EventArgs): Promise<void> => {
    try {
      await listener({ ...event }, deps);
    } catch (error) {
      explainFailure(error, deps);
    }
  };
}

/** A button carries its ids itself, a menu in the option that was chosen. */
function pressedIn(action: BlockElementAction): Pick<ButtonPress, "value" | "choice"> {
  if (action.type === "button") return { value: action.value ?? "", choice: null };
  if (action.type === "static_select") return parseChoiceValue(action.selected_option?.value ?? "");
  return { value: "", choice: null };
}

async function explained(work: () => Promise<void>, asker: Asker, deps: SlackDeps): Promise<void> {
  try {
    await work();
  } catch (error) {
    await asker.say(explainFailure(error, deps));
  }
}

function shownView({ id, hash, private_metadata, state, blocks }: ViewOutput): ShownView {
  return { id, hash, privateMetadata: private_metadata, values: state?.values ?? {}, blocks };
}
