import type { Deps } from "../deps.ts";
import type { Operations } from "../operations.ts";
import type { HomeDrawing } from "../ports/home-screens.ts";
import type { HomeView } from "../ports/home-views.ts";

type Drawn = Exclude<HomeDrawing, { drawing: "conflict" }>;

/** With the hash that is known, with the newer one, and at last with none: somebody may have died before writing one down. */
const TRIES = 3;

/**
 * Draws somebody's Home as it is now. Where it was drawn anew in the meantime, what was read may be the older: then everything
 * is read again, the person's choice as well. `view` was written before anything here is read.
 */
export function createDrawHome(
  deps: Pick<Deps, "database" | "homes">,
  homeStatus: Operations["homeStatus"],
): (view: HomeView) => Promise<Drawn> {
  const { homeViews } = deps.database;
  return async (view) => {
    let newest = view;
    for (let tries = 1; ; tries += 1) {
      const { userId, filter, page, hash } = newest;
      const status = await homeStatus({ userId, filter, page });
      const drawing = await deps.homes.draw(status, tries < TRIES ? hash : null);
      if (drawing.drawing === "shown") await homeViews.shown(userId, drawing.hash);
      if (drawing.drawing === "refused") await homeViews.forget(userId);
      if (drawing.drawing !== "conflict") return drawing;
      newest = (await homeViews.find(userId)) ?? newest;
    }
  };
}
