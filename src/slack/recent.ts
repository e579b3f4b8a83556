import type { Clock } from "../operations/ports/world.ts";

/** Beyond this many keys the memory starts anew: it may cost a look-up, never grow without bound. */
const MOST_KEYS = 2000;

/** What was looked up lately, by key. A failed look-up is not remembered. */
export interface Recent<T> {
  /** The remembered value where it is younger than the time to live, else what `load` brings; `fresh` always loads. */
  get(key: string, load: () => Promise<T>, fresh?: boolean): Promise<T>;
  forget(): void;
}

/** Those who ask for the same key at the same time share one look-up. */
export function createRecent<T>(clock: Clock, timeToLiveMs: number): Recent<T> {
  const entries = new Map<string, { at: number; value: Promise<T> }>();
  return {
    async get(key, load, fresh = false) {
      const at = clock.now().getTime();
      const known = entries.get(key);
      if (known !== undefined && !fresh && at >= known.at && at - known.at < timeToLiveMs) return known.value;
      if (entries.size >= MOST_KEYS) entries.clear();
      const entry = { at, value: load() };
      entries.set(key, entry);
      try {
        return await entry.value;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
    forget: () => entries.clear(),
  };
}
