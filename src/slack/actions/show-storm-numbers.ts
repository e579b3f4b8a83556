import { explainFailure } from "../explain-failure.ts";
import type { ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { openWindow } from "../open-window.ts";
import { denialOf } from "../permission.ts";
import { parseStormValue } from "../storm-ref.ts";
import { stormNotice, stormView } from "../views/storm-view.ts";

/** Shows the numbers that a storm's message has no room for, page by page. */
export const showStormNumbers: ButtonListener = async ({ value, asker, triggerId }, deps) => {
  const ref = parseStormValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  await openWindow(
    {
      triggerId,
      asker,
      right: "look",
      loading: stormNotice("Reading the numbers…"),
      notice: stormNotice,
      draw: async () => stormView(await deps.operations.listStormMembers(ref.stormId, ref.page)),
    },
    deps,
  );
};

/** Previous and Next: draws another page into the window. */
export const turnStormPage: ButtonListener = async ({ value, asker, view }, deps) => {
  const ref = parseStormValue(value);
  if (ref === null || view === null) return asker.say(texts.notOurs);
  const denial = await denialOf(deps, asker.userId, "look");
  if (denial !== null) return asker.say(denial);
  const drawn = await deps.operations
    .listStormMembers(ref.stormId, ref.page)
    .then(stormView, (error: unknown) => stormNotice(explainFailure(error, deps)));
  await deps.messenger.updateView({ id: view.id }, drawn);
};
