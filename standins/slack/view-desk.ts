import { completeBlocks } from "./block-kit/complete-blocks.ts";
import { refused, type SlackState } from "./state.ts";
import {
  type Block,
  isObject,
  type Json,
  objectsAt,
  type ShownView,
  type SlackAnswer,
  type WireView,
} from "./wire.ts";

/** A stack holds three modals (docs.slack.dev, modals). */
const deepestStack = 3;

/** Opens a modal on top of what the person sees; the view was checked before. */
export async function openView(state: SlackState, user: string, view: unknown): Promise<SlackAnswer> {
  const made = await make(state, user, view);
  if (!made.view) return made.answer;
  state.screens.open(user, made.view);
  return shownAnswer(state, made.view.id);
}

/** Opens a modal above `below`, in the same stack. */
export async function pushView(state: SlackState, below: ShownView, view: unknown): Promise<SlackAnswer> {
  const stack = state.screens.stackOf(below.user, below.root_view_id);
  if (stack.length >= deepestStack) return refused("push_limit_reached");
  const made = await make(state, below.user, view);
  if (!made.view) return made.answer;
  const place = { root_view_id: below.root_view_id, previous_view_id: below.id };
  state.screens.open(below.user, { ...made.view, ...place });
  return shownAnswer(state, made.view.id);
}

/** Draws an open view anew; with a hash only when nobody drew it since. */
export async function redrawView(
  state: SlackState,
  shown: ShownView,
  view: unknown,
  hash: string,
): Promise<SlackAnswer> {
  const sent = { view_id: shown.id, view: complete(state, view), ...(hash ? { hash } : {}) };
  const answer = await state.engine.call("views.update", sent);
  if (!answer.ok) return answer;
  const place = { root_view_id: shown.root_view_id, previous_view_id: shown.previous_view_id };
  state.screens.redraw(shown.id, { ...wireView(state, answer), ...place });
  return shownAnswer(state, shown.id);
}

/** Draws the person's Home; with a hash only when nobody drew it since. */
export async function publishHome(
  state: SlackState,
  user: string,
  view: unknown,
  hash: string,
): Promise<SlackAnswer> {
  const sent = { user_id: user, view: complete(state, view), ...(hash ? { hash } : {}) };
  const answer = await state.engine.call("views.publish", sent);
  if (!answer.ok) return answer;
  const wire = wireView(state, answer);
  state.screens.publish(user, wire);
  return shownAnswer(state, wire.id);
}

/** Takes a modal off the screen, and frees its external_id in emulate, which cannot close views. */
export async function closeView(state: SlackState, shown: ShownView): Promise<void> {
  state.screens.close(shown.id);
  if (shown.external_id) {
    const title = { type: "plain_text", text: "closed" };
    const view = { type: "modal", title, blocks: [] };
    await state.engine.call("views.update", { view_id: shown.id, view });
  }
  state.journal.changed();
}

async function make(
  state: SlackState,
  user: string,
  view: unknown,
): Promise<{ answer: SlackAnswer; view?: WireView }> {
  const trigger = await state.engine.call("views.generateTriggerId", { user_id: user });
  if (!trigger.ok) return { answer: trigger };
  const sent = { trigger_id: trigger["trigger_id"], view: complete(state, view) };
  const answer = await state.engine.call("views.open", sent);
  return answer.ok ? { answer, view: wireView(state, answer) } : { answer };
}

function complete(state: SlackState, view: unknown): Json {
  if (!isObject(view)) return {};
  return { ...view, blocks: completeBlocks(objectsAt<Block>(view, "blocks"), state.nextId) };
}

function wireView(state: SlackState, answer: SlackAnswer): WireView {
  return { ...(answer["view"] as WireView), app_installed_team_id: state.workspace.team.id };
}

function shownAnswer(state: SlackState, viewId: string): SlackAnswer {
  const shown = state.screens.find(viewId);
  if (!shown) return refused("not_found");
  const { user: _user, errors: _errors, ...view } = shown;
  return { ok: true, view };
}
