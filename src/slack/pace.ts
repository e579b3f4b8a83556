import { setTimeout as sleep } from "node:timers/promises";
import type { Turns } from "../operations/ports/turns.ts";
import type { Clock } from "../operations/ports/world.ts";
import { SlackCallFailed } from "./slack-failure.ts";

/** Slack takes one message a second in a channel (slack.md 2). */
const INTERVAL_MS = 1000;
/** Who would have to wait longer is sent away with the time to come back: a job must not sit on its lease. */
const LONGEST_WAIT_MS = 5000;
/** A database that is slower than this does not keep people from being answered: then Slack itself says when it is too much. */
const LOOK_WITHIN_MS = 300;

/** When Slack may be called, in all processes together. */
export interface Pace {
  /** Resolves when it is this caller's turn to post. Throws SlackCallFailed (rate_limited) where that is too far off. */
  turn(channel: string): Promise<void>;
  /** For how long Slack asked everybody not to call this method, in ms. */
  quietMs(method: string): Promise<number>;
  /** Slack asked to wait: nobody posts into this channel, or calls this method, before that. */
  heed(channelOrMethod: string, retryAfterMs: number): Promise<void>;
}

/** Keeps to one message a second in a channel, and to every Retry-After. */
export function createPace(turns: Turns, clock: Pick<Clock, "sleep">): Pace {
  return {
    async turn(channel) {
      for (let waitedMs = 0; ; ) {
        // Taken at the moment it is used: a turn in the future would not know of a Retry-After that comes before it, and turns
        // whose processes oversleep would be used all at once.
        const { taken, waitMs } = await turns.take(channel, { intervalMs: INTERVAL_MS, longestWaitMs: 0 });
        if (taken) return;
        if (waitedMs + waitMs > LONGEST_WAIT_MS) throw limited(waitMs);
        await clock.sleep(waitMs);
        waitedMs += waitMs;
      }
    },
    quietMs(method) {
      const tooLong = sleep(LOOK_WITHIN_MS, 0, { ref: false });
      return Promise.race([turns.waitMs(method).catch(() => 0), tooLong]);
    },
    heed: (lane, retryAfterMs) => turns.pause(lane, retryAfterMs),
  };
}

function limited(retryAfterMs: number): SlackCallFailed {
  return new SlackCallFailed("chat.postMessage", { kind: "rate_limited", retryAfterMs });
}
