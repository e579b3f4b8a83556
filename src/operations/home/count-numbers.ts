import type { NumberStatus } from "../../domain/phone-number.ts";
import type { Deps } from "../deps.ts";

/** From so many on, counting the active ones takes a tenth of a second, and every open Home would ask for it. */
const MANY = 50_000;
const REMEMBERED_MS = 30_000;

/** Counts per status. Where there are very many active numbers, their count is remembered for half a minute; the others never. */
export function createCountNumbers(
  deps: Pick<Deps, "database" | "clock">,
): () => Promise<Record<NumberStatus, number>> {
  let known: { active: number; at: number } | null = null;
  return async () => {
    const { numbers } = deps.database;
    const at = deps.clock.now().getTime();
    if (known === null || known.active < MANY || at - known.at >= REMEMBERED_MS)
      known = { active: await numbers.count("active"), at };
    return {
      provisioning: 0,
      active: known.active,
      deleting: await numbers.count("deleting"),
      corrupted: await numbers.count("corrupted"),
    };
  };
}
