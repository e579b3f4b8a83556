import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTPReceiver, type Logger } from "@slack/bolt";
import type { Clock, Log } from "../operations/ports/world.ts";
import { WrongOrigin } from "./wrong-origin.ts";

const ENDPOINT = "/slack/events";
const BODY_LIMIT_BYTES = 256 * 1024;
/** Slack waits three seconds for an answer: one that comes after this many milliseconds may be too late. */
export const UNANSWERED_AFTER_MS = 2500;
/** Bolt refuses old timestamps only; a future one could be kept and sent later. */
const FUTURE_MARGIN_S = 60;
const FORM = "application/x-www-form-urlencoded";

/** Bolt's receiver, for the one endpoint that Slack posts to; signatures are always checked. */
export function createReceiver(signingSecret: string, logger: Logger, log: Log): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: ENDPOINT,
    bodyLimit: BODY_LIMIT_BYTES,
    logger,
    unhandledRequestTimeoutMillis: UNANSWERED_AFTER_MS,
    unhandledRequestHandler: ({ response }) => {
      log.error({}, "a request from Slack was not answered in time");
      if (!response.headersSent) response.writeHead(503).end();
    },
    processEventErrorHandler: async ({ error, response }) => {
      if (response.headersSent) return false;
      response.writeHead(error instanceof WrongOrigin ? 403 : 500).end();
      return true;
    },
  });
}

/** Slack's own limit for what is old, which Bolt keeps. */
const PAST_MARGIN_S = 300;
const TOLD_EVERY_MS = 60_000;

/** The door for the shared HTTP server: answers everything under /slack, and never throws. */
export function createRequestListener(
  receiver: Pick<HTTPReceiver, "requestListener">,
  clock: Clock,
  log: Log,
): (request: IncomingMessage, response: ServerResponse) => void {
  const tellSkew = createSkewTeller(clock, log);
  return (request, response) => {
    try {
      if (request.method !== "POST" || request.url?.split("?")[0] !== ENDPOINT)
        return refuse(request, response, 404);
      const aheadS = secondsAhead(request, clock.now());
      if (aheadS > FUTURE_MARGIN_S || aheadS < -PAST_MARGIN_S) tellSkew(aheadS);
      if (aheadS > FUTURE_MARGIN_S) return refuse(request, response, 401);
      // Bolt knows the form's type without parameters only; some proxies add a charset.
      if (request.headers["content-type"]?.startsWith(`${FORM};`)) request.headers["content-type"] = FORM;
      receiver.requestListener(request, response);
    } catch {
      if (!response.headersSent) refuse(request, response, 400);
    }
  };
}

/** NaN where the request does not say when it was made. */
function secondsAhead({ headers }: IncomingMessage, now: Date): number {
  return Number(headers["x-slack-request-timestamp"]) - Math.floor(now.getTime() / 1000);
}

/** With a clock that is wrong every request is refused: said once a minute, as a stranger may send old ones as well. */
function createSkewTeller(clock: Clock, log: Log): (aheadS: number) => void {
  let toldAt: number | null = null;
  return (aheadS) => {
    const at = clock.now().getTime();
    if (toldAt !== null && Math.abs(at - toldAt) < TOLD_EVERY_MS) return;
    toldAt = at;
    const way = aheadS > 0 ? "ahead of" : "behind";
    log.error(
      { skewSeconds: aheadS },
      `a request of Slack was refused: its time is ${Math.abs(aheadS)} s ${way} this machine's clock. If that is so for all of them, the clock is wrong: set it (NTP)`,
    );
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.resume();
  response.writeHead(status).end();
}
