import type { FetchFunction } from "@slack/web-api";
import type { Log } from "../operations/ports/world.ts";
import { methodOf } from "./method-of.ts";
import type { Pace } from "./pace.ts";

/** Limited by channel, which its address does not tell: the messenger sees to it. */
const BY_CHANNEL = "chat.postMessage";

/**
 * The same, obeying every Retry-After of the Web API, whoever got it: a method that Slack asked not to call is answered with
 * 429 and the time that is left, and nothing is sent. Slack limits each method of an app for a workspace on its own
 * (docs.slack.dev, "Rate limits").
 */
export function heedfulFetch(
  fetch: FetchFunction,
  pace: Pick<Pace, "quietMs" | "heed">,
  log: Log,
): FetchFunction {
  return async (url, init) => {
    const method = methodOf(url);
    if (method === null || method === BY_CHANNEL) return fetch(url, init);
    const quietMs = await pace.quietMs(method);
    if (quietMs > 0) return tooMany(quietMs);
    const answer = await fetch(url, init);
    if (answer.status === 429)
      await pace
        .heed(method, retryAfterMs(answer))
        .catch((error: unknown) => log.warn({ err: error, method }, "a Retry-After could not be noted"));
    return answer;
  };
}

function tooMany(waitMs: number): Response {
  const headers = { "retry-after": String(Math.ceil(waitMs / 1000)), "content-type": "application/json" };
  return new Response(JSON.stringify({ ok: false, error: "ratelimited" }), { status: 429, headers });
}

/** Slack always says how long; a second where a proxy has lost it. */
function retryAfterMs(answer: Awaited<ReturnType<FetchFunction>>): number {
  const seconds = Number(answer.headers.get("retry-after"));
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : 1) * 1000;
}
