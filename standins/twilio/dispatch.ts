import { randomBytes } from "node:crypto";
import { jsonReply, type StandinReply, type StandinRequest } from "../wire.ts";
import { ACCOUNT_TEMPLATE, singletonRoutes } from "./account-routes.ts";
import { authenticate } from "./authentication.ts";
import { LINK_KINDS } from "./link-kinds.ts";
import { routesOfLink } from "./link-routes.ts";
import { badParameter, errorBody, TwilioRefusal } from "./refusals.ts";
import { RESOURCE_KINDS } from "./resource-kinds.ts";
import { routesOfKind } from "./resource-routes.ts";
import { matchRoute, type Route, type RouteMatch } from "./routes.ts";
import { isSid } from "./sids.ts";
import type { TwilioState } from "./state.ts";

const ROUTES: readonly Route[] = [
  ...singletonRoutes,
  ...LINK_KINDS.flatMap(routesOfLink),
  ...RESOURCE_KINDS.flatMap(routesOfKind),
];

/**
 * Answers one request as Twilio does. An operation that is not known here is never 404, which could pass for "gone":
 * it is a 501 and a violation, and so is a malformed SID in a path (400).
 */
export function dispatch(
  state: TwilioState,
  request: StandinRequest,
  violation: (reason: string) => void,
): StandinReply {
  const match = matchRoute(ROUTES, request.method, request.path);
  if (match === undefined) {
    violation("Twilio has no such operation here");
    return jsonReply(501, { error: `${request.method} ${request.path} is not known to this stand-in` });
  }
  const headers = responseHeaders(request);
  try {
    const answer = run(state, request, match, violation);
    return answer.body === undefined
      ? { status: answer.status, headers }
      : jsonReply(answer.status, answer.body, headers);
  } catch (error) {
    if (!(error instanceof TwilioRefusal)) throw error;
    const challenge = error.status === 401 ? { "www-authenticate": 'Basic realm="Twilio API"' } : {};
    return jsonReply(error.status, errorBody(error), { ...headers, ...challenge });
  }
}

function run(
  state: TwilioState,
  request: StandinRequest,
  { route, sids }: RouteMatch,
  violation: (reason: string) => void,
) {
  const account = authenticate(state, request, sids["AC"], route.template === ACCOUNT_TEMPLATE);
  for (const [prefix, sid] of Object.entries(sids)) {
    if (isSid(prefix, sid)) continue;
    violation(`"${sid}" is not a ${prefix} SID`);
    throw badParameter(`${sid} is not a valid ${prefix} SID`);
  }
  for (const name of request.query.keys()) {
    if (!route.query?.includes(name)) throw badParameter(`Unknown query parameter ${name}`);
  }
  if (request.method !== "POST" && request.body !== "") {
    violation(`${request.method} with a body`);
    throw badParameter("Only POST carries a body");
  }
  return route.answer({ state, account, request, sid: (prefix) => sids[prefix] ?? "" });
}

/** Request id and load, as the real service reports them on every answer. */
function responseHeaders(request: StandinRequest): Record<string, string> {
  return {
    "twilio-request-id": `RQ${randomBytes(16).toString("hex")}`,
    "twilio-concurrent-requests": String(request.inFlight),
    ...(request.path.startsWith("/2010") ? { "content-type": "application/json;charset=utf-8" } : {}),
  };
}
