import { jsonReply, type StandinReply, type StandinRequest } from "../wire.ts";
import { readGrants, TokenRefusal } from "./access-token.ts";
import { readMessage, writeMessage } from "./messages.ts";
import { RPCS, type Rpc } from "./rpcs.ts";
import type { SipStore } from "./store.ts";
import { TwirpRefusal, twirpReply } from "./twirp.ts";

/** Everything that an answer depends on besides the request. `keys` maps API keys to secrets. */
export type World = {
  readonly store: SipStore;
  readonly now: () => Date;
  keys: ReadonlyMap<string, string>;
  redis: boolean;
};

const SERVICE = "/twirp/livekit.SIP/";

/**
 * Answers one request in the order of the real server: token, route, permission, Redis, then the method itself. A path or method
 * that does not exist is bad_route, never not_found, and a violation.
 */
export function dispatch(
  world: World,
  request: StandinRequest,
  violation: (reason: string) => void,
): StandinReply {
  if (request.method === "GET" && request.path === "/") return { status: 200, body: "OK" };
  try {
    const grants = readGrants(request.headers.authorization, world.keys, world.now().getTime() / 1000);
    if (!request.path.startsWith("/twirp/")) {
      violation("LiveKit has no such path");
      return { status: 404, headers: plainText, body: "404 page not found\n" };
    }
    const rpc = routeOf(request);
    if (!grants.sipAdmin) throw new TwirpRefusal("unauthenticated", "permissions denied");
    if (!world.redis) throw new TwirpRefusal("internal", "sip not connected (redis required)");
    const message = readMessage(rpc.request, parse(request.body), (name) =>
      violation(`unknown field ${name}`),
    );
    return jsonReply(200, writeMessage(rpc.response, rpc.run(world.store, message)));
  } catch (error) {
    if (error instanceof TokenRefusal) return { status: 401, headers: plainText, body: error.message };
    if (!(error instanceof TwirpRefusal)) throw error;
    if (error.code === "bad_route" || error.code === "malformed") violation(error.message);
    return twirpReply(error);
  }
}

const plainText = { "content-type": "text/plain; charset=utf-8" };

function routeOf(request: StandinRequest): Rpc {
  const badRoute = (message: string) =>
    new TwirpRefusal("bad_route", message, { twirp_invalid_route: `${request.method} ${request.path}` });
  const method = request.path.startsWith(SERVICE) ? request.path.slice(SERVICE.length) : "";
  const rpc = Object.hasOwn(RPCS, method) ? RPCS[method] : undefined;
  const contentType = request.headers["content-type"] ?? "";
  if (request.method !== "POST") {
    throw badRoute(`unsupported method "${request.method}" (only POST is allowed)`);
  }
  if (rpc === undefined) throw badRoute(`no handler for path "${request.path}"`);
  if (contentType.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    throw badRoute(`unexpected Content-Type: "${contentType}"`);
  }
  return rpc;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new TwirpRefusal("malformed", "the json request could not be decoded");
  }
}
