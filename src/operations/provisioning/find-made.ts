import { ProviderError } from "../../domain/errors.ts";
import { provisionWords } from "../../domain/provisioned-resource.ts";
import type { Deps } from "../deps.ts";
import type { Lookup, Made } from "../ports/provisioning.ts";
import type { TimeBudget } from "../time-budget.ts";
import { askUntilSure } from "./ask-until-sure.ts";
import { isAtRealtime, type Maker } from "./maker.ts";

/** What was made a moment ago may not be on the list yet (telephony.md 6, case 31). */
export const PAUSES_BEFORE_ABSENT_MS = [500, 1_500];

/**
 * Looks for what a lost create may have made. Null only after complete lists without it. Throws ProviderError: conflict
 * where several have the name, which only a person can tell apart; else why it could not be looked for.
 */
export async function findMade(
  deps: Pick<Deps, "clock" | "ids">,
  maker: Maker,
  lookup: Lookup,
  look: { budget: TimeBudget; pausesMs: readonly number[] },
): Promise<Made | null> {
  const { budget, pausesMs } = look;
  for (let round = 0; ; round += 1) {
    const found = await askUntilSure(deps, budget, () => maker.find(lookup, budget.call()));
    const [only, ...others] = found;
    if (only !== undefined && others.length > 0) throw severalOf(lookup, found);
    if (only !== undefined) return only;
    const pauseMs = pausesMs[round];
    if (pauseMs === undefined || !budget.allows(pauseMs)) return null;
    await deps.clock.sleep(pauseMs);
  }
}

function severalOf({ action, name }: Lookup, found: readonly Made[]): ProviderError {
  const ids = found.map(({ sid }) => sid).join(", ");
  return new ProviderError({
    provider: isAtRealtime(action) ? "livekit" : "twilio",
    kind: "conflict",
    // The ids first: where there is little room, the end is cut off.
    message: `${provisionWords(action)} exists ${found.length} times (${ids}) under the name ${name}, and only one was asked for`,
  });
}
