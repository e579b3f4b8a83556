import { CLOCKS_APART_MS } from "../domain/is-within.ts";

/** After which end a lease cannot be genuine, where one that was taken now would end at `until`: the clock was put back since. */
export function latestLeaseEnd(until: Date): Date {
  return new Date(until.getTime() + CLOCKS_APART_MS);
}

/** Rows whose alert nobody holds at `now`, as somebody who would hold it until `until` sees it. */
export function freeAlert(now: Date, until: Date) {
  return {
    OR: [
      { alertLeaseUntil: null },
      { alertLeaseUntil: { lte: now } },
      { alertLeaseUntil: { gt: latestLeaseEnd(until) } },
    ],
  };
}
