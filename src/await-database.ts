import { setTimeout as sleep } from "node:timers/promises";
import { databaseTrouble } from "./domain/database-trouble.ts";
import type { Clock, Log } from "./operations/ports/world.ts";

const FIRST_PAUSE_MS = 500;
/** So soon it goes on at the latest, once the database is back. */
const LONGEST_PAUSE_MS = 2_000;

/** The wait for the database at a start. */
export interface DatabaseWait {
  /** Why the database cannot be used yet, as a phrase, and since when; null once it can. */
  reason(): { trouble: string; since: Date } | null;
  /**
   * Does the work that opens it, again and again while the database is not there. Rejects with what waiting does not heal (a
   * failed migration, a server that is too old), and when the signal calls it off.
   */
  through(work: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** The start of a process that must not end because its database comes up later than itself. */
export function createDatabaseWait({ clock, log }: { clock: Pick<Clock, "now">; log: Log }): DatabaseWait {
  let reason: ReturnType<DatabaseWait["reason"]> = {
    trouble: "it has not answered yet",
    since: clock.now(),
  };

  async function tryOnce(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      reason = null;
      return true;
    } catch (error) {
      const trouble = databaseTrouble(error);
      if (trouble === null) throw error;
      if (reason?.trouble !== trouble)
        log.error({ err: error, trouble }, "the database does not work: it is tried again until it does");
      reason = { trouble, since: reason?.since ?? clock.now() };
      return false;
    }
  }

  return {
    reason: () => reason,
    async through(work, signal) {
      const calledOff = new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      calledOff.catch(() => {});
      let pauseMs = FIRST_PAUSE_MS;
      while (!(await Promise.race([tryOnce(work), calledOff]))) {
        await sleep(pauseMs, undefined, { signal });
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    },
  };
}
