import type { FetchFunction } from "@slack/web-api";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The only way out to Slack, for the Web API and for response_urls (which come from the request, so anything could stand in
 * them): Slack's own hosts over TLS and the configured API's host, no redirects, never longer than `timeoutMs`. With the API
 * on loopback (a stand-in) any loopback address is allowed. Throws for other addresses.
 */
export function createGuardedFetch(apiUrl: string, timeoutMs: number): FetchFunction {
  const api = new URL(apiUrl);
  return async (url, init) => {
    const target = new URL(url);
    if (!isAllowed(target, api)) throw new Error(`${target.host} is not an address of Slack`);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal === undefined ? timeout : AbortSignal.any([init.signal, timeout]);
    return fetch(target, { ...init, redirect: "error", signal });
  };
}

function isAllowed(target: URL, api: URL): boolean {
  if (target.origin === api.origin) return true;
  if (LOOPBACK.includes(api.hostname)) return LOOPBACK.includes(target.hostname);
  const { hostname } = target;
  return target.protocol === "https:" && (hostname === "slack.com" || hostname.endsWith(".slack.com"));
}
