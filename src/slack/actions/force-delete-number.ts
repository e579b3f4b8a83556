import { IllegalTransition } from "../../domain/errors.ts";
import { type CaseRef, parseCaseValue } from "../case-ref.ts";
import type { Asker, ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { drawLast, drawnOr, openWindow } from "../open-window.ts";
import { denialOf } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { readFilled } from "../views/force-delete-form.ts";
import { checkingView, FIRST_DRAWING, forceDeleteNotice, sheetView } from "../views/force-delete-view.ts";

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
  await openWindow(
    {
      triggerId,
      asker,
      right: "act",
      numberId,
      loading: checkingView(),
      notice: forceDeleteNotice,
      draw: async () => {
        if (ref !== null && (await findOpenCase(deps.operations, ref)) === null)
          return forceDeleteNotice(texts.caseOver(numberId));
        const modalId = await register(numberId, asker.userId, deps);
        if (typeof modalId !== "string")
          return forceDeleteNotice(texts.notCorrupted(numberId, modalId.status));
        return sheetView(await deps.operations.checkForceDelete(modalId), FIRST_DRAWING);
      },
    },
    deps,
  );
}

/** "Check again" inside the window: what was filled in stays. Two presses at once look once. */
export const checkForceDeleteAgain: ButtonListener = async ({ asker, view }, deps) => {
  if (view === null) return asker.say(texts.notOurs);
  const checking = await deps.messenger.updateView({ id: view.id, hash: view.hash }, checkingView());
  if (checking === null) return;
  const drawn = await drawnOr(
    async () => {
      const denial = await denialOf(deps, asker.userId, "act");
      if (denial !== null) return forceDeleteNotice(denial);
      const sheet = await deps.operations.checkForceDelete(view.privateMetadata);
      return sheetView(sheet, { ...FIRST_DRAWING, filled: readFilled(view.values) });
    },
    forceDeleteNotice,
    deps,
  );
  await drawLast(checking, drawn, deps);
};

async function register(
  numberId: number,
  userId: string,
  deps: SlackDeps,
): Promise<string | { status: IllegalTransition["from"] }> {
  try {
    return (await deps.operations.openForceDelete(numberId, userId)).modalId;
  } catch (error) {
    if (error instanceof IllegalTransition) return { status: error.from };
    throw error;
  }
}
