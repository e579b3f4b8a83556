import type { Incident } from "./incident.ts";

/** An alert that comes sooner than this after its incident opened is on time. */
const ON_TIME_MS = 60_000;

/**
 * How many milliseconds late an incident's first message came; null where it was on time, or where nobody can tell. A
 * member of a storm has no message of its own at first, so it is never late. `readAt`: now, for a message not posted yet.
 */
export function postedLateMs(
  {
    openedAt,
    alertTs,
    mentionedAt,
    stormId,
  }: Pick<Incident, "openedAt" | "alertTs" | "mentionedAt" | "stormId">,
  readAt: Date,
): number | null {
  if (stormId !== null) return null;
  const postedMs = alertTs === null ? readAt.getTime() : postedAtMs(alertTs);
  if (postedMs === null) return null;
  // Whoever is called by the first post is called as it goes out: a message much younger than that call replaces another.
  const isReplacement =
    alertTs !== null && mentionedAt !== null && postedMs - mentionedAt.getTime() > ON_TIME_MS;
  const lateMs = postedMs - openedAt.getTime();
  return isReplacement || lateMs <= ON_TIME_MS ? null : lateMs;
}

/** Slack names a message by the Unix time of its post, in seconds with six decimals ("1768446720.000100"). */
function postedAtMs(ts: string): number | null {
  return /^\d{10}\.\d{6}$/.test(ts) ? Number(ts) * 1000 : null;
}
