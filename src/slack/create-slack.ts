import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Operations } from "../operations/operations.ts";
import type { AlertChannel } from "../operations/ports/alerts.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { createAlertChannel } from "./alert-channel.ts";
import { createDirectory } from "./directory.ts";
import { createIdentityWatch, type SlackReadiness } from "./identity-watch.ts";
import { createMessageFinder } from "./message-finder.ts";
import { createMessenger } from "./messenger.ts";
import { createOnCall } from "./on-call.ts";
import { createPace } from "./pace.ts";
import { type SlackServer, serveSlack } from "./serve-slack.ts";
import type { SlackConfig } from "./slack-config.ts";
import { createWebClients } from "./web-client.ts";

/** Everything that people see in Slack, and everything they can do there. */
export interface Slack {
  /** Where operations tell on-call staff. */
  alerts: AlertChannel;
  /** Lets people act through these operations; requests that come before are refused. */
  serve(operations: Operations): void;
  /** For requests under /slack on the shared HTTP server. Never throws. */
  requestListener(request: IncomingMessage, response: ServerResponse): void;
  /** Begins to learn from Slack who we are; until that is known every request is refused. Never throws. */
  start(): void;
  ready(): SlackReadiness;
  /** Ends the background work and waits for listeners that still run; resolves to how many were left. */
  drain(ms: number): Promise<number>;
}

/** Wires the surface. Building it makes no call and listens nowhere. */
export function createSlack({ config, clock, log }: { config: SlackConfig; clock: Clock; log: Log }): Slack {
  const clients = createWebClients(config);
  const directory = createDirectory(clients.web);
  const identity = createIdentityWatch(directory, { clock, log });
  const messenger = createMessenger(clients, createPace(clock));
  const onCall = createOnCall(config, directory, identity.current, clock);
  const alerts = createAlertChannel({
    messenger,
    finder: createMessageFinder(clients.web, identity.current),
    clock,
    log,
    channel: config.alertChannel,
    surroundings: { onCall: onCall.mention, runbookUrl: config.runbookUrl },
  });
  let server: SlackServer | null = null;
  return {
    alerts,
    serve(operations) {
      const newReference = () => randomUUID().slice(0, 8);
      const deps = {
        operations,
        messenger,
        onCall,
        clock,
        log,
        newReference,
        recheckIdentity: identity.recheck,
      };
      server = serveSlack(config, identity.current, deps);
    },
    requestListener(request, response) {
      if (server === null) response.writeHead(503).end();
      else server.requestListener(request, response);
    },
    start: identity.start,
    ready: identity.readiness,
    drain(ms) {
      identity.stop();
      return server === null ? Promise.resolve(0) : server.drain(ms);
    },
  };
}
