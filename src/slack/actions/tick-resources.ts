import { parseCaseValue } from "../case-ref.ts";
import { submissionKey } from "../envelope.ts";
import type { ViewListener } from "../interactions.ts";
import { texts } from "../messages/texts.ts";
import { findOpenCase } from "../open-case.ts";
import { drawnOr, drawOutcome } from "../open-window.ts";
import { denialOf } from "../permission.ts";
import { readFilled } from "../views/force-delete-form.ts";
import { tickedKeys } from "../views/tick-blocks.ts";
import { loadingTicksView, tickNotice } from "../views/tick-view.ts";

/** Records what a person says they have removed by hand; the alert shows it. */
export const tickResources: ViewListener = async ({ userId, view, answer }, deps) => {
  const ref = parseCaseValue(view.privateMetadata);
  if (ref === null) return answer.show(tickNotice(texts.notOurs));
  if (!(await deps.operations.isFirst(submissionKey(view))))
    return answer.show(tickNotice(texts.ticksSentAlready));
  await answer.show(loadingTicksView());
  const answeredAt = deps.clock.now();
  const drawn = await drawnOr(
    async () => {
      const denial = await denialOf(deps, userId, "act", ref.numberId);
      if (denial !== null) return tickNotice(denial);
      const found = await findOpenCase(deps.operations, ref);
      if (found === null) return tickNotice(texts.caseOver(ref.numberId));
      const keys = tickedKeys(readFilled(view.values).ticks, found.resources);
      await deps.operations.tickResources(ref.numberId, keys, userId);
      return tickNotice(texts.ticked(keys.length));
    },
    tickNotice,
    deps,
  );
  await drawOutcome(view.id, answeredAt, drawn, deps);
};
