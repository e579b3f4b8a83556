/** So far ahead another process's clock may be. What lies further ahead says that the clock was put back since. */
export const CLOCKS_APART_MS = 60_000;

/**
 * Whether a moment lies no longer back than `ms`. One that lies ahead says that the clock was put back since: then nobody
 * knows how long ago it was, and it counts as too old.
 */
export function isWithin(moment: Date, now: Date, ms: number): boolean {
  const ageMs = now.getTime() - moment.getTime();
  return ageMs <= ms && ageMs >= -CLOCKS_APART_MS;
}
