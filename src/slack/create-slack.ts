import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Operations } from "../operations/operations.ts";
import type { AlertChannel } from "../operations/ports/alerts.ts";
import type { HomeScreens } from "../operations/ports/home-screens.ts";
import type { Meter } from "../operations/ports/meter.ts";
import type { Turns } from "../operations/ports/turns.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { createAlertChannel } from "./alert-channel.ts";
import { createDirectory } from "./directory.ts";
import { createHomeScreens } from "./home/home-screens.ts";
import { createIdentityWatch, type SlackReadiness } from "./identity-watch.ts";
import { createMessageFinder } from "./message-finder.ts";
import { createConsoleLinks } from "./messages/console-links.ts";
import { createMessenger, type MessageRef } from "./messenger.ts";
import { createOnCall } from "./on-call.ts";
import { createPace } from "./pace.ts";
import { type SlackServer, type SocketDialling, serveSlack } from "./serve-slack.ts";
import type { SlackConfig } from "./slack-config.ts";
import { SOCKET_TIMES } from "./socket/socket-times.ts";
import { createWebClients } from "./web-client.ts";

/** Everything that people see in Slack, and everything they can do there. */
export interface Slack {
  /** Where operations tell on-call staff. */
  alerts: AlertChannel;
  /** Where operations draw App Homes. */
  homes: HomeScreens;
  /** Lets people act through these operations; requests that come before are refused. */
  serve(operations: Operations): void;
  /** For requests under /slack on the shared HTTP server. Never throws. */
  requestListener(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Begins to learn from Slack who we are (until that is known every request is refused), and in Socket Mode to dial.
   * Keeps trying; never throws.
   */
  start(): void;
  ready(): SlackReadiness;
  /** Ends the background work, hangs up sockets and waits for listeners that still run; resolves to how many were left. */
  drain(ms: number): Promise<number>;
}

interface SlackOptions {
  config: SlackConfig;
  /** Keeps all processes together at Slack's pace. */
  turns: Turns;
  clock: Clock;
  log: Log;
  /** For Socket Mode; defaults: chance, and times that suit Slack. */
  dialling?: Partial<SocketDialling>;
  /** Is told of every call to the Web API, and of what people did too fast. */
  meter?: Pick<Meter, "slackCalled" | "actionRefused">;
  /** Why the database has not been reached yet, as a phrase; null once it was. Until then every request is refused with it. */
  awaitsDatabase?: () => string | null;
}

/** Wires the surface. Building it makes no call and listens nowhere. */
export function createSlack(options: SlackOptions): Slack {
  const { config, turns, clock, log, dialling, meter, awaitsDatabase = () => null } = options;
  const pace = createPace(turns, clock);
  const clients = createWebClients(config, { meter, pace, log });
  const consoleLinks = createConsoleLinks(config.consoleLinks);
  const directory = createDirectory(clients.web);
  const identity = createIdentityWatch(directory, { clock, log });
  const messenger = createMessenger(clients, pace);
  const onCall = createOnCall(config, directory, identity.current, clock);
  const finder = createMessageFinder(clients.web, identity.current);
  const alerts = createAlertChannel({
    messenger,
    finder,
    clock,
    log,
    channel: config.alertChannel,
    surroundings: {
      onCall: onCall.mention,
      approvers: onCall.approvers,
      runbookUrl: config.runbookUrl,
      consoleLinks,
    },
  });
  let server: SlackServer | null = null;
  let isStarted = false;
  return {
    alerts,
    homes: createHomeScreens({ messenger, onCall }),
    serve(operations) {
      const newReference = () => randomUUID().slice(0, 8);
      const deps = {
        operations,
        messenger,
        onCall,
        consoleLinks,
        addressOf: (message: MessageRef) => finder.addressOf(message).catch(() => null),
        clock,
        log,
        newReference,
        recheckIdentity: identity.recheck,
      };
      const dial = { random: Math.random, times: SOCKET_TIMES, ...dialling };
      server = serveSlack(config, { identity: identity.current, awaitsDatabase }, deps, dial, {
        turns,
        ...(meter === undefined ? {} : { meter }),
      });
      if (isStarted) server.start();
    },
    requestListener(request, response) {
      if (server === null) response.writeHead(503).end();
      else server.requestListener(request, response);
    },
    start() {
      isStarted = true;
      identity.start();
      server?.start();
    },
    ready: () => both(identity.readiness(), server?.readiness() ?? null),
    drain(ms) {
      identity.stop();
      return server === null ? Promise.resolve(0) : server.drain(ms);
    },
  };
}

/** Whether Slack answers us, and whether we hear it. */
function both(asked: SlackReadiness, heard: SlackReadiness | null): SlackReadiness {
  if (heard === null || (heard.ok && !asked.ok)) return asked;
  if (asked.ok && !heard.ok) return heard;
  const isLater = heard.since > asked.since;
  if (asked.ok) return isLater ? heard : asked;
  return { ok: false, why: `${asked.why} ${heard.why}`, since: isLater ? asked.since : heard.since };
}
