import type { Incident } from "./incident.ts";
import { isWithin } from "./is-within.ts";

/** No look takes so long (its budget is 20 s): one that began earlier died with its process. */
export const LOOK_DEAD_AFTER_MS = 60_000;

/** Whether every resource is being looked at just now. */
export function isBeingChecked({ checkingSince }: Pick<Incident, "checkingSince">, at: Date): boolean {
  return checkingSince !== null && isWithin(checkingSince, at, LOOK_DEAD_AFTER_MS - 1);
}
