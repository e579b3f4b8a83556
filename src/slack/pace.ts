import type { Turns } from "../operations/ports/turns.ts";
import type { Clock } from "../operations/ports/world.ts";
import { type FailureReason, SlackCallFailed } from "./slack-failure.ts";

/** Slack takes one message a second in a channel (slack.md 2). */
const INTERVAL_MS = 1000;
/** Who would have to wait longer is sent away with the time to come back: a job must not sit on its lease. */
const LONGEST_WAIT_MS = 5000;

/** When something may be written to Slack, in all processes together. */
export interface Pace {
  /** Resolves when it is this caller's turn to post. Throws SlackCallFailed (rate_limited) where that is too far off. */
  turn(channel: string): Promise<void>;
  /** Throws SlackCallFailed (rate_limited) while Slack asks not to call this method. */
  admit(method: string): Promise<void>;
  /** Slack asked everybody to wait: in the channel, or with the method. Other failures ask for nothing. */
  heed(lane: string, reason: FailureReason): Promise<void>;
}

/** Keeps to one message a second in a channel, and to every Retry-After. */
export function createPace(turns: Turns, clock: Pick<Clock, "sleep">): Pace {
  return {
    async turn(channel) {
      const pace = { intervalMs: INTERVAL_MS, longestWaitMs: LONGEST_WAIT_MS };
      const { taken, waitMs } = await turns.take(channel, pace);
      if (!taken) throw limited("chat.postMessage", waitMs);
      if (waitMs > 0) await clock.sleep(waitMs);
    },
    async admit(method) {
      const { taken, waitMs } = await turns.take(method, { intervalMs: 0, longestWaitMs: 0 });
      if (!taken) throw limited(method, waitMs);
    },
    async heed(lane, reason) {
      if (reason.kind === "rate_limited") await turns.pause(lane, reason.retryAfterMs);
    },
  };
}

function limited(method: string, retryAfterMs: number): SlackCallFailed {
  return new SlackCallFailed(method, { kind: "rate_limited", retryAfterMs });
}
