import { watchedSince } from "../domain/home-republishing.ts";
import type { Deps } from "./deps.ts";
import { createDrawHome } from "./home/draw-home.ts";
import type { Operations } from "./operations.ts";

/** Somebody opened Home, or chose something there: it is drawn at once, however lately it was. */
export function createShowHome(
  deps: Pick<Deps, "database" | "clock" | "homes">,
  homeStatus: Operations["homeStatus"],
): Operations["showHome"] {
  const { homeViews } = deps.database;
  const drawHome = createDrawHome(deps, homeStatus);
  return async (userId, choice) => {
    const at = deps.clock.now();
    // Whoever follows a link and comes back finds the page they left.
    const wish = choice === null ? { keptSince: watchedSince(at) } : { choice };
    const drawn = await drawHome(await homeViews.use(userId, at, wish));
    if (drawn.drawing !== "delayed") return;
    await homeViews.putBack(userId);
    await deps.database.enqueue({ name: "publish_homes", startAfterMs: drawn.retryAfterMs });
  };
}
