import type { ModalView } from "@slack/types";
import { IllegalTransition } from "../../domain/errors.ts";
import { type CaseRef, parseCaseValue } from "../case-ref.ts";
import type { Asker, ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { drawLast, drawnOr, openWindow } from "../open-window.ts";
import { denialOf } from "../permission.ts";
import { secondPersonFor } from "../second-person.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { readFilled } from "../views/force-delete-form.ts";
import {
  checkingView,
  FIRST_DRAWING,
  forceDeleteNotice,
  lookingView,
  ofModal,
  type Redraw,
  sheetView,
} from "../views/force-delete-view.ts";

/** The alert's button. */
export const forceDeleteNumber: ButtonListener = async ({ value, asker, triggerId }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  await openForceDelete({ numberId: ref.numberId, ref, asker, triggerId }, deps);
};

/** Opens the force-delete window; refusals are drawn into it. `ref` is set where it was asked from an alert. */
export async function openForceDelete(
  request: { numberId: number; ref: CaseRef | null; asker: Asker; triggerId: string },
  deps: SlackDeps,
): Promise<void> {
  const { numberId, ref, asker, triggerId } = request;
  const { operations } = deps;
  await openWindow(
    {
      triggerId,
      asker,
      right: "act",
      numberId,
      loading: checkingView(),
      notice: forceDeleteNotice,
      draw: async (show) => {
        if (ref !== null && (await findOpenCase(operations, ref)) === null)
          return forceDeleteNotice(texts.caseOver(numberId));
        const opened = await register(numberId, asker.userId, deps);
        if ("status" in opened) return forceDeleteNotice(texts.notCorrupted(numberId, opened.status));
        const { modalId } = opened;
        // From here on we hear of its end; a person who was faster has closed it already.
        if (!(await show(ofModal(lookingView(opened), modalId))))
          await operations.closeForceDelete(modalId, asker.userId);
        const drawn = () => drawSheet(modalId, asker.userId, FIRST_DRAWING, deps);
        return drawnOr(drawn, (text) => ofModal(forceDeleteNotice(text), modalId), deps);
      },
    },
    deps,
  );
}

/** "Check again" inside the window: what was filled in stays. Two presses at once look once. */
export const checkForceDeleteAgain: ButtonListener = async ({ asker, view }, deps) => {
  if (view === null) return asker.say(texts.notOurs);
  const modalId = view.privateMetadata;
  const again = ofModal(checkingView(), modalId);
  const checking = await deps.messenger.updateView({ id: view.id, hash: view.hash }, again);
  if (checking === null) return;
  const drawn = await drawnOr(
    async () => {
      const denial = await denialOf(deps, asker.userId, "act");
      if (denial !== null) return ofModal(forceDeleteNotice(denial), modalId);
      const redraw = { ...FIRST_DRAWING, filled: readFilled(view.values) };
      return drawSheet(modalId, asker.userId, redraw, deps);
    },
    (text) => ofModal(forceDeleteNotice(text), modalId),
    deps,
  );
  await drawLast(checking, drawn, deps);
};

async function drawSheet(
  modalId: string,
  userId: string,
  redraw: Redraw,
  deps: SlackDeps,
): Promise<ModalView> {
  const sheet = await deps.operations.checkForceDelete(modalId);
  return sheetView(sheet, redraw, deps.consoleLinks, await secondPersonFor(deps, sheet, userId));
}

async function register(
  numberId: number,
  userId: string,
  deps: SlackDeps,
): Promise<
  Awaited<ReturnType<SlackDeps["operations"]["openForceDelete"]>> | { status: IllegalTransition["from"] }
> {
  try {
    return await deps.operations.openForceDelete(numberId, userId);
  } catch (error) {
    if (error instanceof IllegalTransition) return { status: error.from };
    throw error;
  }
}
