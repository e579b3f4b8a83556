import type { HomeChoice } from "../../domain/home-choice.ts";

/** Somebody's App Home as it was last drawn. */
export interface HomeView extends HomeChoice {
  userId: string;
  /** When they last opened it or pressed something there. */
  openedAt: Date;
  /** When the facts of what it shows were read, or are being read. */
  publishedAt: Date;
  /** Slack's name for what it shows; null where that is not known. */
  hash: string | null;
}

/** Who has App Home open. */
export interface HomeViews {
  /**
   * Somebody opened Home, or pressed something there (`choice`); it is being drawn. Without a choice, the one before stays
   * where Home was last used at `keptSince` or later.
   */
  use(userId: string, at: Date, wish: { choice: HomeChoice } | { keptSince: Date }): Promise<HomeView>;
  find(userId: string): Promise<HomeView | null>;
  /** It shows this now. */
  shown(userId: string, hash: string): Promise<void>;
  /** They may not look any more. */
  forget(userId: string): Promise<void>;
  /** What they show has changed: every Home that was used since then is behind. False where there is none. */
  markBehind(usedSince: Date): Promise<boolean>;
  /** Those that are behind and were used since then; the one that was published longest ago first. */
  listBehind(usedSince: Date, limit: number): Promise<HomeView[]>;
  /** Takes one that is behind, to draw it; null where another process has drawn it since. */
  take(userId: string, publishedAt: Date, at: Date): Promise<HomeView | null>;
  /** It could not be drawn: it is still behind. */
  putBack(userId: string): Promise<void>;
}
