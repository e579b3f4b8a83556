import { parseCaseValue } from "../case-ref.ts";
import type { ButtonListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { openWindow } from "../open-window.ts";
import { allResourcesView, loadingResourcesView, resourcesNotice } from "../views/all-resources-view.ts";

/** Shows the resources that an alert had no room for. */
export const showAllResources: ButtonListener = async ({ value, asker, triggerId }, deps) => {
  const ref = parseCaseValue(value);
  if (ref === null) return asker.say(texts.notOurs);
  await openWindow(
    {
      triggerId,
      asker,
      right: "look",
      numberId: ref.numberId,
      loading: loadingResourcesView(),
      notice: resourcesNotice,
      draw: async () => {
        const found = await findOpenCase(deps.operations, ref);
        return found === null
          ? resourcesNotice(texts.caseOver(ref.numberId))
          : allResourcesView(found, deps.consoleLinks);
      },
    },
    deps,
  );
};
