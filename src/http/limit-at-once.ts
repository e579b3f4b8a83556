import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "./api.ts";
import { TooBusy } from "./too-busy.ts";

/**
 * Every route behind a token that is added from now on throws TooBusy while this process works on `most` requests. One counts
 * until its work is over, also where its caller was answered before or has gone away. To be called before `limitTime`.
 */
export function limitAtOnce(api: Api, most: number): void {
  let underWay = 0;
  api.addHook("onRoute", (route) => {
    // Balancers and monitors must hear from a busy process above all.
    if (route.config?.open === true) return;
    const { handler } = route;
    route.handler = async function counted(request: FastifyRequest, reply: FastifyReply) {
      if (underWay >= most) throw new TooBusy();
      underWay += 1;
      try {
        return await handler.call(this, request, reply);
      } finally {
        underWay -= 1;
      }
    };
  });
}
