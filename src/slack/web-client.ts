import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Meter } from "../operations/ports/meter.ts";
import { silentLogger } from "./bolt-logger.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { meteredFetch } from "./metered-fetch.ts";
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

/** The clients that the messenger and the directory call Slack with; `meter` is told of every call. */
export function createWebClients(
  config: Pick<SlackConfig, "apiUrl" | "botToken">,
  meter: Pick<Meter, "slackCalled"> | null = null,
): WebClients {
  const base = clientOptions(config);
  const fetch = meter === null || base.fetch === undefined ? base.fetch : meteredFetch(base.fetch, meter);
  const options = { ...base, ...(fetch === undefined ? {} : { fetch }), logger: silentLogger };
  return {
    web: new WebClient(config.botToken, options),
    once: new WebClient(config.botToken, { ...options, retryConfig: { retries: 0 } }),
  };
}
