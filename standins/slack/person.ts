import { answerBody, answerThrough } from "./answers.ts";
import { sendForm, sendJson, type Target } from "./delivery.ts";
import { blockedInputs, enteredForm, type FormValues } from "./form.ts";
import type { Input } from "./form-state.ts";
import { directChannel } from "./methods/reach.ts";
import {
  closedPayload,
  commandFields,
  eventPayload,
  shortcutPayload,
  submissionPayload,
} from "./payloads.ts";
import { type MessageRef, type PressOptions, pressInMessage, pressInView, shownMessage } from "./press.ts";
import type { ResponseTarget } from "./response-urls.ts";
import type { Ack, SendOptions } from "./sending.ts";
import type { SlackState } from "./state.ts";
import { closeView } from "./view-desk.ts";
import { applyViewAck, clearStack } from "./view-outcome.ts";
import type { Block, Json, ShownView, SlackMessage } from "./wire.ts";
import { findChannel } from "./workspace.ts";

/** A Slack user at the keyboard: everything goes to the app (signed HTTP, or its socket), and what it answers goes on the screen. */
export interface Person {
  readonly id: string;
  /** Default channel: the first of the workspace. */
  command(command: string, text?: string, options?: SendOptions & { channel?: string }): Promise<Ack>;
  /** Presses a button of a message. */
  click(on: MessageRef, actionId: string, options?: PressOptions): Promise<Ack>;
  /** Chooses in a select, overflow menu, picker or set of boxes of a message; by the option's value. */
  select(on: MessageRef, actionId: string, choice: Input, options?: PressOptions): Promise<Ack>;
  clickInView(viewId: string, actionId: string, options?: PressOptions): Promise<Ack>;
  selectInView(viewId: string, actionId: string, choice: Input, options?: PressOptions): Promise<Ack>;
  /** Types into a view without sending anything. */
  fill(viewId: string, values: FormValues): void;
  /** Fills and submits; `errors` are the field errors that came back. */
  submit(viewId: string, values?: FormValues, options?: SubmitOptions): Promise<SubmitAck>;
  /** Closes a view, or its whole stack; the app hears of it only where it asked with notify_on_close. */
  close(viewId: string, options?: SendOptions & { wholeStack?: boolean }): Promise<Ack | undefined>;
  /** A message shortcut, or without a message a global one. */
  shortcut(callbackId: string, on?: MessageRef, options?: SendOptions): Promise<Ack>;
  /** Opens the App Home: the event app_home_opened. */
  openHome(options?: SendOptions & { eventId?: string; tab?: "home" | "messages" }): Promise<Ack>;
  /** Writes a message; the app hears nothing of it. Blocks as Slack's composer makes them, attachments as links unfold. */
  say(channel: string, text: string, options?: SayOptions): Promise<SlackMessage>;
  /** Deletes a message, as an admin can with anybody's. */
  remove(on: MessageRef): Promise<void>;
}

interface SayOptions {
  threadTs?: string;
  blocks?: Block[];
  attachments?: Json[];
}

interface SubmitOptions extends SendOptions {
  /** Sends even what Slack's client would hold back (required inputs empty). */
  unchecked?: boolean;
}

interface SubmitAck extends Ack {
  errors: Record<string, string>;
}

/** What a person needs besides the shared state. */
export interface PersonDeps {
  state: SlackState;
  target: () => Target;
}

/** Sends an event of the Events API; the id is made up unless given. */
export async function sendEvent(
  { state, target }: PersonDeps,
  event: Json,
  options: SendOptions & { eventId?: string } = {},
): Promise<Ack> {
  const eventId = options.eventId ?? `Ev${state.nextTs().replace(".", "")}`;
  const sent = { event_ts: state.nextTs(), ...event };
  return sendJson(target(), eventPayload(state, sent, eventId, options), options);
}

/** The driver for one user of the workspace. */
export function createPerson(deps: PersonDeps, id: string): Person {
  const { state, target } = deps;
  const send = (payload: Json, options: SendOptions): Promise<Ack> =>
    sendForm(target(), { payload: JSON.stringify(payload) }, payload, options);
  const openView = (viewId: string): ShownView => {
    const view = state.screens.find(viewId);
    if (view?.user === id) return view;
    const open = state.screens.stackOf(id).map((each) => `${each.id} (${each.callback_id})`);
    throw new Error(`${id} has no view ${viewId} open; open: ${open.join(", ") || "none"}`);
  };
  const press = { state, userId: id, send, openView };

  return {
    id,
    command: async (name, text = "", options = {}) => {
      const channel = findChannel(state.workspace, options.channel ?? state.workspace.channels[0]?.id ?? "");
      if (!channel) throw new Error(`there is no channel ${options.channel}`);
      const { team } = state.workspace;
      const place: ResponseTarget = { channel: channel.id, user: id };
      const path = state.responseUrls.issue("commands", team.id, place);
      const triggerId = state.triggers.issue({ user: id }, options.staleTrigger);
      const command = { name, text, triggerId, responseUrl: state.origin + path };
      const fields = commandFields(state, id, channel, command, options);
      const ack = await sendForm(target(), fields, fields, options);
      if (ack.status === 200 && !ack.late && ack.body !== "") {
        const answer = answerBody(ack.body);
        const shown = await state.exclusively(() => answerThrough(state, place, answer, "command answer"));
        if (!shown.ok) state.journal.violation("bad_command_ack", name, JSON.stringify(shown));
        state.journal.changed();
      }
      return ack;
    },
    click: (on, actionId, options = {}) => pressInMessage(press, on, actionId, undefined, options),
    select: (on, actionId, choice, options = {}) => pressInMessage(press, on, actionId, choice, options),
    clickInView: (viewId, actionId, options = {}) => pressInView(press, viewId, actionId, undefined, options),
    selectInView: (viewId, actionId, choice, options = {}) =>
      pressInView(press, viewId, actionId, choice, options),
    fill: (viewId, values) => {
      state.screens.enter(viewId, enteredForm(openView(viewId).blocks, values));
    },
    submit: async (viewId, values = {}, options = {}) => {
      state.screens.enter(viewId, enteredForm(openView(viewId).blocks, values));
      const view = openView(viewId);
      const faults = view.submit ? blockedInputs(view) : ["the view has no submit button"];
      if (faults.length > 0 && !options.unchecked)
        throw new Error(`Slack would not submit: ${faults.join("; ")}`);
      const triggerId = state.triggers.issue({ user: id, viewId }, options.staleTrigger);
      const ack = await state.submitting.during(viewId, async () => {
        const answered = await send(submissionPayload(state, id, view, triggerId, options), options);
        const heard = answered.status === 200 && !answered.late;
        if (heard) await state.exclusively(() => applyViewAck(state, view, answered.body));
        return answered;
      });
      return { ...ack, errors: state.screens.find(viewId)?.errors ?? {} };
    },
    close: async (viewId, options = {}) => {
      const view = openView(viewId);
      const whole = options.wholeStack === true || view.clear_on_close;
      await state.exclusively(() => (whole ? clearStack(state, view) : closeView(state, view)));
      return view.notify_on_close ? send(closedPayload(state, id, view, whole, options), options) : undefined;
    },
    shortcut: async (callbackId, on, options = {}) => {
      const triggerId = state.triggers.issue({ user: id }, options.staleTrigger);
      if (!on) return send(shortcutPayload(state, id, callbackId, triggerId, undefined, options), options);
      const { message, channel, responseUrl } = shownMessage(press, on);
      if (message.onlyFor) throw new Error("Slack offers no shortcuts on ephemeral messages");
      const where = { message, channel, responseUrl };
      return send(shortcutPayload(state, id, callbackId, triggerId, where, options), options);
    },
    openHome: async (options = {}) => {
      const channel = await state.exclusively(() => directChannel(id, state));
      const home = state.screens.homeOf(id);
      const { user: _user, errors: _errors, ...view } = home ?? { user: "", errors: {} };
      const event = { type: "app_home_opened", user: id, channel: channel.id, tab: options.tab ?? "home" };
      return sendEvent(deps, home ? { ...event, view } : event, options);
    },
    say: (channel, text, options = {}) =>
      state.exclusively(async () => {
        const thread = options.threadTs ? { thread_ts: options.threadTs } : {};
        const answer = await state.engine.call("chat.postMessage", { channel, text, ...thread }, id);
        if (!answer.ok) throw new Error(`${id} cannot write to ${channel}: ${answer.error}`);
        const { blocks = [], attachments = [] } = options;
        const content = { text, blocks, attachments, broadcast: false };
        const place = options.threadTs ? { threadTs: options.threadTs } : {};
        const ts = String(answer["ts"]);
        const message = state.board.add({ ...content, ...place, channel, ts, user: id });
        state.journal.changed();
        return message;
      }),
    remove: (on) =>
      state.exclusively(async () => {
        const message = state.board.find(on.channel, on.ts);
        const author = message?.user === state.workspace.bot.userId ? undefined : message?.user;
        await state.engine.call("chat.delete", { channel: on.channel, ts: on.ts }, author);
        state.board.remove(on.channel, on.ts);
        state.journal.changed();
      }),
  };
}
