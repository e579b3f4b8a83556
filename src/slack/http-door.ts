import type { Logger } from "@slack/bolt";
import type { Clock, Log } from "../operations/ports/world.ts";
import type { Door } from "./door.ts";
import { createReceiver, createRequestListener } from "./receiver.ts";

/** Slack posts to the shared HTTP server, which is opened and closed elsewhere. */
export function createHttpDoor(
  signingSecret: string,
  { logger, clock, log }: { logger: Logger; clock: Clock; log: Log },
): Door {
  const receiver = createReceiver(signingSecret, logger, log);
  return {
    receiver,
    requestListener: createRequestListener(receiver, clock, log),
    start: () => {},
    readiness: () => null,
    close: async () => {},
  };
}
