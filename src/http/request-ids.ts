import type { IncomingMessage } from "node:http";

/** What a proxy or a client may call its request. */
const ACCEPTABLE = /^[\w.-]{8,128}$/;

/** The id of each request: its `X-Request-Id` where that is harmless, else a new one. The same at every call. */
export function createRequestIds(newId: () => string): (request: IncomingMessage) => string {
  const ids = new WeakMap<IncomingMessage, string>();
  return (request) => {
    const known = ids.get(request);
    if (known !== undefined) return known;
    const given = request.headers["x-request-id"];
    const id = typeof given === "string" && ACCEPTABLE.test(given) ? given : newId();
    ids.set(request, id);
    return id;
  };
}
