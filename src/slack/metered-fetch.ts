import type { FetchFunction } from "@slack/web-api";
import type { Meter, SlackOutcome } from "../operations/ports/meter.ts";
import { methodOf } from "./method-of.ts";

/**
 * The same, telling the meter what each call of the Web API brought; nothing that a request brought gets into a metric.
 * Answers and throws as before.
 */
export function meteredFetch(fetch: FetchFunction, meter: Pick<Meter, "slackCalled">): FetchFunction {
  return async (url, init) => {
    const begunAt = performance.now();
    const tell = (outcome: SlackOutcome) =>
      meter.slackCalled({ method: methodOf(url) ?? "other", outcome, tookMs: performance.now() - begunAt });
    try {
      const answer = await fetch(url, init);
      tell(answer.status === 429 ? "rate_limited" : answer.ok ? "answered" : "failed");
      return answer;
    } catch (error) {
      tell("unreachable");
      throw error;
    }
  };
}
