import type { RecordedCall } from "../standins/slack/journal.ts";
import type { Finding } from "./judge.ts";

/** Requests that were on their way when Slack asked to wait are no answer to it. */
const UNDER_WAY_MS = 150;

/** Whether anybody asked Slack again inside the Retry-After of a 429: of the same method, in the same channel. */
export function heededRetryAfter(calls: readonly RecordedCall[]): Finding {
  const quietUntil = new Map<string, { from: number; until: number }>();
  const broken: string[] = [];
  for (const call of calls) {
    const lane = laneOf(call);
    const quiet = quietUntil.get(lane);
    if (quiet !== undefined && call.at > quiet.from + UNDER_WAY_MS && call.at < quiet.until)
      broken.push(`${lane} ${Math.round(quiet.until - call.at)} ms too early`);
    const { retryAfterSeconds: seconds } = call;
    if (seconds !== undefined) quietUntil.set(lane, { from: call.at, until: call.at + seconds * 1_000 });
  }
  return { promise: "no request is made inside the Retry-After of a 429", broken };
}

/** How many 429 there were. */
export function refusedCalls(calls: readonly RecordedCall[]): number {
  return calls.filter((call) => call.retryAfterSeconds !== undefined).length;
}

/** The most posts into one channel that arrived within any so many milliseconds; answers of 429 do not count. */
export function mostPostsWithin(calls: readonly RecordedCall[], windowMs: number): number {
  const posts = calls.filter(({ method, answer }) => method === "chat.postMessage" && answer?.ok === true);
  let most = 0;
  for (const [index, first] of posts.entries()) {
    const within = posts.slice(index).filter(({ at }) => at < first.at + windowMs);
    most = Math.max(most, within.length);
  }
  return most;
}

/** Slack limits posts by channel, everything else by method (docs.slack.dev, "Rate limits"). */
function laneOf({ method, args }: RecordedCall): string {
  return method === "chat.postMessage" ? `${method} to ${args["channel"]}` : method;
}
