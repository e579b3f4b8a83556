import { NotFound } from "../../domain/errors.ts";
import type { NumberRef } from "../commands/parse-number-ref.ts";
import type { Asker } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { openWindow } from "../open-window.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { deleteNotice, deleteView, loadingDeleteView } from "../views/delete-view.ts";

/** Opens the window that says what a normal delete will do, and asks for it. */
export async function openDelete(
  { ref, asker, triggerId }: { ref: NumberRef; asker: Asker; triggerId: string },
  deps: SlackDeps,
): Promise<void> {
  await openWindow(
    {
      triggerId,
      asker,
      right: "act",
      ...("id" in ref ? { numberId: ref.id } : {}),
      loading: loadingDeleteView(),
      notice: deleteNotice,
      draw: async () => {
        try {
          return deleteView(await deps.operations.showNumber(ref));
        } catch (error) {
          if (!(error instanceof NotFound)) throw error;
          return deleteNotice(
            "id" in ref ? texts.unknownId(String(ref.id)) : texts.unknownNumber(ref.phoneNumber),
          );
        }
      },
    },
    deps,
  );
}
