import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Meter } from "../operations/ports/meter.ts";
import type { Log } from "../operations/ports/world.ts";
import { silentLogger } from "./bolt-logger.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { heedfulFetch } from "./heedful-fetch.ts";
import { meteredFetch } from "./metered-fetch.ts";
import type { Pace } from "./pace.ts";
import type { SlackConfig } from "./slack-config.ts";

/** Slack's servers answer a call within seconds, or not at all. */
const TIMEOUT_MS = 5000;

/** Options of every client: 429 comes back at once instead of stopping the whole queue, and nothing waits for ever. */
export function clientOptions(config: Pick<SlackConfig, "apiUrl">): WebClientOptions {
  return {
    slackApiUrl: config.apiUrl,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 200 },
    timeout: TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    fetch: createGuardedFetch(config.apiUrl, TIMEOUT_MS),
  };
}

/** `web` repeats a call once. `once` does not: a post repeated after a lost answer would stand there twice. */
export interface WebClients {
  web: WebClient;
  once: WebClient;
}

/** What is wrapped around the way out: both see every call of the Web API. */
export interface CallWrapping {
  /** Is told of every call. */
  meter?: Pick<Meter, "slackCalled"> | undefined;
  pace: Pick<Pace, "quietMs" | "heed">;
  log: Log;
}

/** The clients that the messenger, the finder and the directory call Slack with. */
export function createWebClients(
  config: Pick<SlackConfig, "apiUrl" | "botToken">,
  { meter, pace, log }: CallWrapping,
): WebClients {
  const base = clientOptions(config);
  const guarded = createGuardedFetch(config.apiUrl, TIMEOUT_MS);
  const fetch = heedfulFetch(meter === undefined ? guarded : meteredFetch(guarded, meter), pace, log);
  const options = { ...base, fetch, logger: silentLogger };
  return {
    web: new WebClient(config.botToken, options),
    once: new WebClient(config.botToken, { ...options, retryConfig: { retries: 0 } }),
  };
}
