import { isTransient } from "../../domain/cause.ts";
import { ProviderError } from "../../domain/errors.ts";
import type { Deps } from "../deps.ts";
import type { TimeBudget } from "../time-budget.ts";

/** A question is asked this often; whoever waits for the answer rather hears that there is none. */
const TRIES = 4;
const FIRST_PAUSE_MS = 300;

/** Repeats a question that changes nothing, while its failure may pass by itself and the budget allows. */
export async function askUntilSure<T>(
  deps: Pick<Deps, "clock" | "ids">,
  budget: TimeBudget,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProviderError) || !isTransient(error.kind) || attempt + 1 >= TRIES) throw error;
      const pauseMs = pauseBefore(error, attempt, deps.ids.random());
      if (!budget.allows(pauseMs)) throw error;
      await deps.clock.sleep(pauseMs);
    }
  }
}

/** At least what the provider asks for; jitter between half and all of a pause that doubles. */
export function pauseBefore(error: ProviderError, attempt: number, random: number): number {
  const ceiling = FIRST_PAUSE_MS * 2 ** attempt;
  return Math.max(error.retryAfterMs ?? 0, ceiling / 2 + (ceiling / 2) * random);
}
