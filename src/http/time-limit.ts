import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../operations/ports/world.ts";
import type { Api } from "./api.ts";
import { errorAnswer } from "./error-answer.ts";
import { TookTooLong } from "./took-too-long.ts";

/**
 * Every route that is added from now on throws TookTooLong where it has no answer in time; its work goes on. Fastify's own
 * `handlerTimeout` (5.12) is called off by the end of the request's body, so it never strikes a POST.
 */
export function limitTime(api: Api, limitMs: number, log: Log): void {
  api.addHook("onRoute", (route) => {
    const { handler } = route;
    route.handler = async function timed(request: FastifyRequest, reply: FastifyReply) {
      const work = (async () => handler.call(this, request, reply))();
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new TookTooLong()), limitMs);
      });
      try {
        return await Promise.race([work, tooLate]);
      } catch (error) {
        if (error instanceof TookTooLong) work.catch((late: unknown) => logBug(late, request, log));
        throw error;
      } finally {
        clearTimeout(timer);
      }
    };
  });
}

/** Its caller has been answered already: nobody else would tell. */
function logBug(error: unknown, { id }: FastifyRequest, log: Log): void {
  if (errorAnswer(error).bug)
    log.error({ err: error, requestId: id }, "a request failed unexpectedly, after its time was up");
}
