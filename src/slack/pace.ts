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

const POST = "chat.postMessage";

/** When Slack may be called, in all processes together. */
export interface Pace {
  /** Resolves when it is this caller's turn to post. Throws SlackCallFailed (rate_limited) where that is too far off. */
  turn(channel: string): Promise<void>;
  /** For how long Slack asked everybody not to call this method, in ms; posts are limited by channel. */
  quietMs(method: string, channel?: string): Promise<number>;
  /** Slack asked to wait: nobody calls this method (in this channel) before that. */
  heed(method: string, retryAfterMs: number, channel?: string): Promise<void>;
}

/** Keeps to one message a second in a channel, and to every Retry-After. */
export function createPace(turns: Turns, clock: Pick<Clock, "sleep">): Pace {
  const quietMs: Pace["quietMs"] = (method, channel) => {
    const tooLong = sleep(LOOK_WITHIN_MS, 0, { ref: false });
    return Promise.race([turns.waitMs(quietLane(method, channel)).catch(() => 0), tooLong]);
  };
  const refuseWhileQuiet = async (channel: string) => {
    const waitMs = await quietMs(POST, channel);
    if (waitMs > 0) throw limited(waitMs);
  };
  return {
    async turn(channel) {
      await refuseWhileQuiet(channel);
      const pace = { intervalMs: INTERVAL_MS, longestWaitMs: LONGEST_WAIT_MS };
      const { taken, waitMs } = await turns.take(channel, pace);
      if (!taken) throw limited(waitMs);
      if (waitMs === 0) return;
      await clock.sleep(waitMs);
      // Whoever had an earlier turn may have been asked to wait.
      await refuseWhileQuiet(channel);
    },
    quietMs,
    heed: (method, retryAfterMs, channel) => turns.pause(quietLane(method, channel), retryAfterMs),
  };
}

/** The turns of a channel come in the lane of its own name. */
function quietLane(method: string, channel: string | undefined): string {
  return channel === undefined ? method : `${method} ${channel}`;
}

function limited(retryAfterMs: number): SlackCallFailed {
  return new SlackCallFailed(POST, { kind: "rate_limited", retryAfterMs });
}
