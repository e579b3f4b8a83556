import type { IncomingMessage, ServerResponse } from "node:http";
import type { Receiver } from "@slack/bolt";
import type { SlackReadiness } from "./identity-watch.ts";

/** How payloads of Slack reach Bolt. */
export interface Door {
  receiver: Receiver;
  /** For requests under /slack on the shared HTTP server. Never throws. */
  requestListener(request: IncomingMessage, response: ServerResponse): void;
  /** Never throws and waits for nothing. */
  start(): void;
  /** Null where there is no connection to watch. */
  readiness(): SlackReadiness | null;
  /** Lets nothing more in; what came in may still be acknowledged. */
  close(withinMs: number): Promise<void>;
}
