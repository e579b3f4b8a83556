import type { HomeStatus } from "../home/home-status-value.ts";

/**
 * `conflict`: it was drawn anew since `hash`, so nothing was done. `refused`: the person may not look (any more), and was told.
 * `delayed`: Slack asks to wait, could not be reached, or did not say who the person is.
 */
export type HomeDrawing =
  | { drawing: "shown"; hash: string }
  | { drawing: "conflict" }
  | { drawing: "refused" }
  | { drawing: "delayed"; retryAfterMs: number };

/** People's App Homes. */
export interface HomeScreens {
  /** Draws one for the person of `status`; with a `hash` only where it still shows that. */
  draw(status: HomeStatus, hash: string | null): Promise<HomeDrawing>;
}
