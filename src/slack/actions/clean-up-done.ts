import { parseCaseValue } from "../case-ref.ts";
import type { ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { openWindow } from "../open-window.ts";
import { loadingTicksView, tickNotice, tickView } from "../views/tick-view.ts";

/** Opens the window in which a person says what they have removed by hand. */
export const cleanUpDone: ButtonListener = async ({ value, asker, triggerId }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  await openWindow(
    {
      triggerId,
      asker,
      right: "act",
      numberId: ref.numberId,
      loading: loadingTicksView(),
      notice: tickNotice,
      draw: async () => {
        const found = await findOpenCase(deps.operations, ref);
        return found === null
          ? tickNotice(texts.caseOver(ref.numberId))
          : tickView(found, ref, asker.userId, deps.consoleLinks);
      },
    },
    deps,
  );
};
