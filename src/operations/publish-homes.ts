import { republishDelayMs, watchedSince } from "../domain/home-republishing.ts";
import type { Deps } from "./deps.ts";
import { createDrawHome } from "./home/draw-home.ts";
import type { Operations } from "./operations.ts";

/** Drawn in one run: well inside the time that a job has. */
const BATCH = 50;
const NEXT_BATCH_MS = 1_000;

/** Republishes what is behind, each Home at most every ten seconds, by one process each; one that fails stops no other. */
export function createPublishHomes(
  deps: Pick<Deps, "database" | "clock" | "homes">,
  homeStatus: Operations["homeStatus"],
): Operations["publishHomes"] {
  const { homeViews } = deps.database;
  const drawHome = createDrawHome(deps, homeStatus);
  return async () => {
    const behind = await homeViews.listBehind(watchedSince(deps.clock.now()), BATCH);
    const waitsMs = behind.length === BATCH ? [NEXT_BATCH_MS] : [];
    const failures: unknown[] = [];
    for (const { userId, publishedAt } of behind) {
      const at = deps.clock.now();
      const earlyMs = republishDelayMs(publishedAt, at);
      if (earlyMs > 0) {
        waitsMs.push(earlyMs);
        continue;
      }
      const view = await homeViews.take(userId, publishedAt, at);
      if (view === null) continue;
      try {
        const drawn = await drawHome(view);
        if (drawn.drawing !== "delayed") continue;
        await homeViews.putBack(userId);
        // Slack would ask the next one to wait as well.
        waitsMs.push(drawn.retryAfterMs);
        break;
      } catch (error) {
        await homeViews.putBack(userId);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} Homes were not drawn`);
    return waitsMs.length === 0 ? { done: true } : { done: false, retryAfterMs: Math.min(...waitsMs) };
  };
}
