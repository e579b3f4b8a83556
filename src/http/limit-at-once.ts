import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "./api.ts";
import type { Scope } from "./bearer-authentication.ts";
import { TooBusy } from "./too-busy.ts";

/** So many requests are worked on at a time, by the scope that they need. */
export type MostAtOnce = Record<Scope, number>;

/**
 * Every route behind a token that is added from now on throws TooBusy while this process works on `most` requests of its scope.
 * Each scope has its own: while Twilio hangs, creates and deletes fill up, and that is when people look and force-delete. A
 * request counts until its work is over, also where its caller was answered before or has gone away. To be called before
 * `limitTime`.
 */
export function limitAtOnce(api: Api, most: MostAtOnce): void {
  const underWay: Record<Scope, number> = { read: 0, write: 0, force: 0 };
  api.addHook("onRoute", (route) => {
    const scope = route.config?.scope;
    // Balancers and monitors must hear from a busy process above all.
    if (scope === undefined) return;
    const { handler } = route;
    route.handler = async function counted(request: FastifyRequest, reply: FastifyReply) {
      if (underWay[scope] >= most[scope]) throw new TooBusy();
      underWay[scope] += 1;
      try {
        return await handler.call(this, request, reply);
      } finally {
        underWay[scope] -= 1;
      }
    };
  });
}
