import { enteredForm, type FormValues, findElement } from "./form.ts";
import { chooseOption, enteredValue, type Input, inputKey, keepsValue, type Typed } from "./form-state.ts";
import { actionOf, messageActionPayload, viewActionPayload } from "./payloads.ts";
import type { Ack, SendOptions } from "./sending.ts";
import type { SlackState } from "./state.ts";
import type { Block, Element, Json, ShownView, SlackMessage } from "./wire.ts";
import type { SlackChannel } from "./workspace.ts";

/** Where a message is; every SlackMessage is one. */
export interface MessageRef {
  channel: string;
  ts: string;
}

export interface PressOptions extends SendOptions {
  /** Picks among elements with the same action id. */
  blockId?: string;
  /** Picks among buttons with the same action id. */
  value?: string;
  /** What else is filled in on the same screen. */
  values?: FormValues;
  /** Presses on an earlier state of the message, as a person whose screen lags behind. */
  asSeen?: SlackMessage;
  /** Puts fields into the action that the element does not have; the element need not even exist. */
  forged?: Json;
}

/** What pressing needs to know about the person who does it. */
export interface Presser {
  state: SlackState;
  userId: string;
  send: (payload: Json, options: SendOptions) => Promise<Ack>;
  openView: (viewId: string) => ShownView;
}

/** block_actions from a message, with a response_url and a trigger_id. */
export async function pressInMessage(
  presser: Presser,
  on: MessageRef,
  actionId: string,
  choice: Input | undefined,
  options: PressOptions,
): Promise<Ack> {
  const { state, userId } = presser;
  const { message, channel, responseUrl } = shownMessage(presser, options.asSeen ?? on, options.asSeen);
  const { action, entered } = act(state, message.blocks, actionId, choice, options);
  const typed = new Map([...enteredForm(message.blocks, options.values ?? {}), ...entered]);
  const triggerId = state.triggers.issue({ user: userId }, options.staleTrigger);
  const acted = { triggerId, responseUrl, action, typed };
  return presser.send(messageActionPayload(state, userId, message, channel, acted, options), options);
}

/** block_actions from a modal or Home; what was chosen stays on the screen. */
export async function pressInView(
  presser: Presser,
  viewId: string,
  actionId: string,
  choice: Input | undefined,
  options: PressOptions,
): Promise<Ack> {
  const { state, userId } = presser;
  const { blocks } = presser.openView(viewId);
  const { action, entered, block } = act(state, blocks, actionId, choice, options);
  if (block.type === "input" && block["dispatch_action"] !== true) {
    throw new Error(`Slack sends nothing for ${actionId} before the view is submitted`);
  }
  state.screens.enter(viewId, new Map([...enteredForm(blocks, options.values ?? {}), ...entered]));
  const triggerId = state.triggers.issue({ user: userId, viewId }, options.staleTrigger);
  const view = presser.openView(viewId);
  return presser.send(viewActionPayload(state, userId, view, { triggerId, action }, options), options);
}

/** The message as this person sees it, with a fresh response_url; throws where there is none. */
export function shownMessage(
  { state, userId }: Presser,
  on: MessageRef,
  asSeen?: SlackMessage,
): { message: SlackMessage; channel: SlackChannel; responseUrl: string } {
  const message = asSeen ?? state.board.find(on.channel, on.ts);
  if (!message) throw new Error(`there is no message ${on.ts} in ${on.channel}`);
  if (message.onlyFor && message.onlyFor !== userId) throw new Error(`${userId} does not see ${on.ts}`);
  const channel = state.workspace.channels.find((each) => each.id === on.channel);
  if (!channel) throw new Error(`there is no channel ${on.channel}`);
  const { ts, onlyFor, threadTs } = message;
  const path = state.responseUrls.issue("actions", state.workspace.team.id, {
    channel: channel.id,
    user: userId,
    ...(threadTs ? { threadTs } : {}),
    original: { ts, ...(onlyFor ? { onlyFor } : {}) },
  });
  return { message, channel, responseUrl: state.origin + path };
}

function act(
  state: SlackState,
  blocks: readonly Block[],
  actionId: string,
  choice: Input | undefined,
  options: PressOptions,
): { action: Json; entered: Typed; block: Block } {
  const { block, element } = options.forged
    ? forgedElement(blocks, actionId, options)
    : findElement(blocks, actionId, options);
  const value = choice === undefined ? {} : choiceOf(element, choice);
  const entered: Typed = new Map();
  if (choice !== undefined && keepsValue(element)) {
    entered.set(inputKey(String(block.block_id), actionId), value);
  }
  const action = { ...actionOf(block, element, value, state.nextTs()), ...options.forged };
  return { action, entered, block };
}

function choiceOf(element: Element, choice: Input): Json {
  if (element.type === "overflow") return { selected_option: chooseOption(element, String(choice)) };
  return enteredValue(element, choice);
}

function forgedElement(
  blocks: readonly Block[],
  actionId: string,
  options: PressOptions,
): { block: Block; element: Element } {
  try {
    return findElement(blocks, actionId, options);
  } catch {
    const block = { type: "actions", block_id: options.blockId ?? "forged" };
    return { block, element: { type: "button", action_id: actionId } };
  }
}
