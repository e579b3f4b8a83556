import type { ModalView } from "@slack/types";
import { explainFailure } from "./explain-failure.ts";
import type { Asker } from "./interactions.ts";
import { texts } from "./messages/texts.ts";
import type { ViewRef } from "./messenger.ts";
import type { Right } from "./on-call.ts";
import { denialOf } from "./permission.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { describeFailure, SlackCallFailed } from "./slack-failure.ts";

/** A window that somebody asked for. */
export interface WindowRequest {
  triggerId: string;
  asker: Asker;
  right: Right;
  /** What the window is about, where that is known before it is read. */
  numberId?: number;
  /** Shown at once: a trigger lives three seconds. */
  loading: ModalView;
  /** Draws a refusal into the window. */
  notice(text: string): ModalView;
  /** `show` draws something in the meantime; false where the window is closed. */
  draw(show: (view: ModalView) => Promise<boolean>): Promise<ModalView>;
}

/** Opens a window before anything else is done, and draws into it what follows: its content, or why there is none. */
export async function openWindow(request: WindowRequest, deps: SlackDeps): Promise<void> {
  const { asker, right, numberId, notice } = request;
  const denial = denialOf(deps, asker.userId, right, numberId).catch((error: unknown) =>
    explainFailure(error, deps),
  );
  const view = await open(request, deps);
  if (view === null) return;
  const refusal = await denial;
  let at = view;
  const show = async (meantime: ModalView) => {
    const drawn = await deps.messenger.updateView(at, meantime);
    at = drawn ?? at;
    return drawn !== null;
  };
  const content = refusal === null ? await drawnOr(() => request.draw(show), notice, deps) : notice(refusal);
  await drawLast(at, content, deps);
}

/** Slack draws an answer's own `update` when it has it, and a call may overtake it: then "checking…" would stay for ever. */
const ANSWER_SETTLES_MS = 400;

/** Draws the outcome of a submission that was answered with a view at `answeredAt`; false where the window is closed. */
export async function drawOutcome(
  viewId: string,
  answeredAt: Date,
  view: ModalView,
  deps: Pick<SlackDeps, "messenger" | "clock">,
): Promise<boolean> {
  const early = answeredAt.getTime() + ANSWER_SETTLES_MS - deps.clock.now().getTime();
  if (early > 0) await deps.clock.sleep(early);
  return drawLast({ id: viewId }, view, deps);
}

const LAST_DRAW_TRIES = 3;
const LONGEST_DRAW_WAIT_MS = 20_000;

/**
 * Draws what a window ends with. Nobody should be left before "checking…" because Slack asked us to wait, so this waits and
 * tries again. A window that was closed meanwhile is no failure (false): the alert says the same.
 */
export async function drawLast(
  at: { id: string; hash?: string },
  view: ModalView,
  { messenger, clock }: Pick<SlackDeps, "messenger" | "clock">,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return (await messenger.updateView(at, view)) !== null;
    } catch (error) {
      if (!(error instanceof SlackCallFailed) || error.reason.kind === "refused" || tries === LAST_DRAW_TRIES)
        throw error;
      const waitMs = error.reason.kind === "rate_limited" ? error.reason.retryAfterMs : 1000;
      await clock.sleep(Math.min(waitMs, LONGEST_DRAW_WAIT_MS));
    }
  }
}

/** What `draw` brings; where it fails, a window that says why. */
export async function drawnOr(
  draw: () => Promise<ModalView>,
  notice: (text: string) => ModalView,
  deps: Pick<SlackDeps, "log" | "newReference">,
): Promise<ModalView> {
  try {
    return await draw();
  } catch (error) {
    return notice(explainFailure(error, deps));
  }
}

async function open({ triggerId, asker, loading }: WindowRequest, deps: SlackDeps): Promise<ViewRef | null> {
  try {
    return await deps.messenger.openView(triggerId, loading);
  } catch (error) {
    if (!(error instanceof SlackCallFailed)) throw error;
    deps.log.warn({ slack: describeFailure(error.reason) }, "a window could not be opened");
    await asker.say(texts.windowTooLate);
    return null;
  }
}
