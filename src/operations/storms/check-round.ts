import { NotFound } from "../../domain/errors.ts";
import type { Storm } from "../../domain/storm.ts";
import type { Deps } from "../deps.ts";
import type { Operations } from "../operations.ts";
import { gatherStorms } from "./gather-storms.ts";
import { endStormWork } from "./storm-work.ts";

/** The provider takes so many calls at a time for one account. */
const AT_ONCE = 4;
/** A round ends after this, so that its process can be stopped and the message follows. */
const ROUND_MS = 10_000;

/** Looks at members, a few at a time. A look that a dead process has begun is made again: it changes nothing outside. */
export async function checkRound(
  deps: Pick<Deps, "database" | "clock" | "settings">,
  storm: Storm,
  verifyNumber: Operations["verifyNumber"],
) {
  const { database, clock } = deps;
  const until = clock.now().getTime() + ROUND_MS;
  while (clock.now().getTime() < until) {
    const tasks = await database.stormTasks.listWaiting(storm.id, AT_ONCE);
    if (tasks.length === 0) {
      await database.transaction((tx) => endStormWork(tx, storm, { obstacle: null, at: clock.now() }));
      await gatherStorms(deps);
      return { done: true } as const;
    }
    await Promise.all(
      tasks.map(async ({ incidentId, phoneNumberId }) => {
        const state = await lookedAt(verifyNumber, phoneNumberId);
        await database.stormTasks.ended(storm.id, incidentId, state, clock.now());
      }),
    );
    await gatherStorms(deps);
  }
  return { done: false, retryAfterMs: 100 } as const;
}

async function lookedAt(verifyNumber: Operations["verifyNumber"], numberId: number) {
  try {
    await verifyNumber(numberId);
    return "done";
  } catch (error) {
    if (error instanceof NotFound) return "skipped";
    return "failed";
  }
}
