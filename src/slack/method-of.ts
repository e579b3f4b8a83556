import type { FetchFunction } from "@slack/web-api";

/** "chat.postMessage" of https://slack.com/api/chat.postMessage; null for addresses of other kinds (response_urls). */
export function methodOf(url: Parameters<FetchFunction>[0]): string | null {
  const [, method] = /\/([a-z][a-zA-Z]*(?:\.[a-zA-Z]+)+)$/.exec(new URL(url).pathname) ?? [];
  return method ?? null;
}
