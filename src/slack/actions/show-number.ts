import type { ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { openWindow } from "../open-window.ts";
import { loadingNumberView, numberNotice, numberView } from "../views/number-view.ts";

/** Shows a number that App Home lists: what `/phone show` says. */
export const showNumber: ButtonListener = async ({ value, asker, triggerId }, deps) => {
  if (!/^\d{1,9}$/.test(value)) return asker.say(texts.notOurs);
  const id = Number(value);
  await openWindow(
    {
      triggerId,
      asker,
      right: "look",
      numberId: id,
      loading: loadingNumberView(),
      notice: numberNotice,
      draw: async () => numberView(await deps.operations.showNumber({ id }), deps.consoleLinks),
    },
    deps,
  );
};
