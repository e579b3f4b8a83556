import type { StandinRequest } from "../wire.ts";
import type { Account, TwilioState } from "./state.ts";

export type RouteContext = {
  readonly state: TwilioState;
  /** The account that is acted on: of the path, or of the credentials where the path names none. */
  readonly account: Account;
  /** A SID of the path, by prefix. */
  readonly sid: (prefix: string) => string;
  readonly request: StandinRequest;
};

type RouteAnswer = { readonly status: 200 | 201 | 202 | 204; readonly body?: unknown };

export type Route = {
  readonly method: "GET" | "POST" | "DELETE";
  /** Full path with {XX} for SIDs. */
  readonly template: string;
  /** Query parameters that the operation knows; any other is 400/20001. */
  readonly query?: readonly string[];
  readonly answer: (context: RouteContext) => RouteAnswer;
};

export type RouteMatch = { readonly route: Route; readonly sids: Readonly<Record<string, string>> };

/** The route of a request, with whatever stands in the places of SIDs; undefined = Twilio has no such operation here. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const found = pattern(route.template).exec(path);
    if (found) return { route, sids: { ...found.groups } };
  }
  return undefined;
}

const patterns = new Map<string, RegExp>();

function pattern(template: string): RegExp {
  const known = patterns.get(template);
  if (known !== undefined) return known;
  const escaped = template.replaceAll(".", "\\.").replace(/\{([A-Z]{2})\}/g, "(?<$1>[^/.]+)");
  const compiled = new RegExp(`^${escaped}$`);
  patterns.set(template, compiled);
  return compiled;
}
