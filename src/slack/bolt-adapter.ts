import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewOutput,
  ViewSubmitAction,
} from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { createAsker } from "./asker.ts";
import { explainFailure } from "./explain-failure.ts";
import type {
  Asker,
  ButtonListener,
  CommandListener,
  EventListener,
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
type ViewArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
type EventArgs = SlackEventMiddlewareArgs & AllMiddlewareArgs;

/** A slash command; acknowledged by the gate. */
export function adaptCommand(listener: CommandListener, deps: SlackDeps) {
  return async ({ command, respond }: CommandArgs): Promise<void> => {
    const asker = createAsker({ userId: command.user_id, respond, channel: command.channel_id }, deps);
    const call = { text: command.text ?? "", triggerId: command.trigger_id, asker };
    await explained(() => listener(call, deps), asker, deps);
  };
}

/** A button of a message, a modal or Home; acknowledged by the gate. */
export function adaptButton(listener: ButtonListener, deps: SlackDeps) {
  return async ({ body, action, respond }: ActionArgs): Promise<void> => {
    const whereabouts = {
      userId: body.user.id,
      respond: body.response_url === undefined ? null : respond,
      channel: body.channel?.id ?? null,
    };
    const asker = createAsker(whereabouts, deps);
    const value = action.type === "button" ? (action.value ?? "") : "";
    const view = body.view === undefined ? null : shownView(body.view);
    await explained(() => listener({ value, triggerId: body.trigger_id, asker, view }, deps), asker, deps);
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
      close: () => once(),
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
