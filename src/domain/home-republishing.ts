/* Slack says when Home is opened, not when it is left: whoever opened it lately is taken to be looking (product.md 6). */

/** So long after it was opened, or used, Home is kept up to date. */
const WATCHED_MS = 15 * 60_000;
/** Nobody's Home is republished on a change more often than this. */
const REPUBLISH_EVERY_MS = 10_000;

/** Who opened Home then or later is taken to be looking. */
export function watchedSince(now: Date): Date {
  return new Date(now.getTime() - WATCHED_MS);
}

/** How long a Home that was published then has to wait before a change is shown; 0 where it need not. */
export function republishDelayMs(publishedAt: Date, now: Date): number {
  const delayMs = publishedAt.getTime() + REPUBLISH_EVERY_MS - now.getTime();
  // Longer than ever: the clock was put back.
  return Math.max(0, Math.min(delayMs, REPUBLISH_EVERY_MS));
}
