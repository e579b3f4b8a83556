import { watchedSince } from "../domain/home-republishing.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/**
 * Something that Home shows has changed, and is committed: whoever looks at Home will see it. However many changes come at
 * once, each open Home is marked once, and one job waits for all.
 */
export function createHomesChanged(deps: Pick<Deps, "database" | "clock">): Operations["homesChanged"] {
  return async () => {
    const { homeViews } = deps.database;
    if (await homeViews.markBehind(watchedSince(deps.clock.now())))
      await deps.database.enqueue({ name: "publish_homes", startAfterMs: 0 });
  };
}
