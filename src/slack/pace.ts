import type { Clock } from "../operations/ports/world.ts";
import { SlackCallFailed } from "./slack-failure.ts";

/** Slack takes one message a second in a channel (slack.md 2). */
const INTERVAL_MS = 1000;
/** Who would have to wait longer is sent away with the time to come back: a job must not sit on its lease. */
const LONGEST_WAIT_MS = 5000;

/** Turns to post in a channel, one a second in this process. */
export interface Pace {
  /** Resolves when it is this caller's turn. Throws SlackCallFailed (rate_limited) where that is too far off. */
  turn(channel: string): Promise<void>;
  /** Nobody posts in the channel for this long: Slack asked for it. */
  pause(channel: string, ms: number): void;
}

/** Turns are kept in memory: another process is held back by Slack's own 429. */
export function createPace(clock: Clock): Pace {
  const nextTurn = new Map<string, number>();
  return {
    async turn(channel) {
      const now = clock.now().getTime();
      const at = Math.max(now, nextTurn.get(channel) ?? 0);
      if (at - now > LONGEST_WAIT_MS)
        throw new SlackCallFailed("chat.postMessage", { kind: "rate_limited", retryAfterMs: at - now });
      nextTurn.set(channel, at + INTERVAL_MS);
      if (at > now) await clock.sleep(at - now);
    },
    pause(channel, ms) {
      const until = clock.now().getTime() + ms;
      nextTurn.set(channel, Math.max(until, nextTurn.get(channel) ?? 0));
    },
  };
}
