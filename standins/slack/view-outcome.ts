import { viewRefusal } from "./block-kit/check-view.ts";
import type { SlackState } from "./state.ts";
import { closeView, pushView, redrawView } from "./view-desk.ts";
import { isObject, type Json, type ShownView, type SlackAnswer } from "./wire.ts";

/**
 * Does to the screen what Slack does with the ack of a view_submission: an empty body closes the view, a
 * response_action draws errors, redraws, pushes or clears (docs.slack.dev, modals). What Slack would not understand
 * leaves the view as it is and is recorded as a violation.
 */
export async function applyViewAck(state: SlackState, shown: ShownView, body: string): Promise<void> {
  const ack = parse(body);
  const action = ack?.["response_action"];
  const violate = (detail: string): void =>
    state.journal.violation("bad_view_ack", "view_submission", detail);
  const redo = async (draw: (view: unknown) => Promise<SlackAnswer>): Promise<void> => {
    const refusal = viewRefusal(ack?.["view"], "modal");
    const answer = refusal ?? (await draw(ack?.["view"]));
    if (!answer.ok) violate(`${String(action)}: ${JSON.stringify(answer)}`);
  };
  if (!ack) violate(`neither empty nor JSON: ${body.slice(0, 200)}`);
  else if (action === undefined) await closeView(state, shown);
  else if (action === "update") await redo((view) => redrawView(state, shown, view, ""));
  else if (action === "push") await redo((view) => pushView(state, shown, view));
  else if (action === "clear") await clearStack(state, shown);
  else if (action === "errors") showErrors(state, shown, ack["errors"], violate);
  else violate(`unknown response_action: ${String(action)}`);
  state.journal.changed();
}

/** Closes every modal of the stack that this view is in, top first. */
export async function clearStack(state: SlackState, shown: ShownView): Promise<void> {
  for (const view of state.screens.stackOf(shown.user, shown.root_view_id).reverse())
    await closeView(state, view);
}

function showErrors(
  state: SlackState,
  shown: ShownView,
  errors: unknown,
  violate: (detail: string) => void,
): void {
  const inputs = new Set(
    shown.blocks.filter((block) => block.type === "input").map((block) => block.block_id),
  );
  const given = isObject(errors) ? Object.entries(errors) : [];
  const wrong = given.filter(
    ([blockId, text]) => !inputs.has(blockId) || typeof text !== "string" || text === "",
  );
  if (given.length === 0) violate("errors without any error");
  for (const [blockId] of wrong) violate(`errors for ${blockId}, which is no input block of the view`);
  if (wrong.length === 0)
    state.screens.showErrors(shown.id, Object.fromEntries(given) as Record<string, string>);
}

function parse(body: string): Json | undefined {
  if (body.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
