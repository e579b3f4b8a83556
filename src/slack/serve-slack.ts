import { App } from "@slack/bolt";
import type { Meter } from "../operations/ports/meter.ts";
import type { Turns } from "../operations/ports/turns.ts";
import { createActionRate } from "./action-rate.ts";
import { createAsker } from "./asker.ts";
import { createBoltLogger } from "./bolt-logger.ts";
import type { Door } from "./door.ts";
import { createGate, type GateDeps } from "./gate.ts";
import { createHttpDoor } from "./http-door.ts";
import { registerListeners } from "./listeners.ts";
import type { SlackConfig } from "./slack-config.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { createSlowDown } from "./slow-down.ts";
import { createSocketDoor } from "./socket/socket-door.ts";
import type { SocketTimes } from "./socket/socket-times.ts";
import { clientOptions } from "./web-client.ts";
import { WrongOrigin } from "./wrong-origin.ts";

/** What lets people's actions in. */
export interface SlackServer extends Pick<Door, "requestListener" | "start" | "readiness"> {
  /** Lets nothing more in and waits for listeners that still run; how many were left. */
  drain(ms: number): Promise<number>;
}

/** How Socket Mode dials. */
export interface SocketDialling {
  /** 0..1 */
  random(): number;
  times: SocketTimes;
}

/** What the gate counts with. */
export interface SlackCounting {
  turns: Turns;
  meter?: Pick<Meter, "actionRefused">;
}

/** Bolt, with the gate in front of every listener, whichever way payloads come. Building it makes no call and listens nowhere. */
export function serveSlack(
  config: Pick<SlackConfig, "apiUrl" | "botToken" | "link">,
  { identity, awaitsDatabase }: Pick<GateDeps, "identity" | "awaitsDatabase">,
  deps: SlackDeps,
  dialling: SocketDialling,
  { turns, meter }: SlackCounting,
): SlackServer {
  const { operations, clock, log } = deps;
  const logger = createBoltLogger(log);
  const door =
    config.link.mode === "http"
      ? createHttpDoor(config.link.signingSecret, { logger, clock, log })
      : createSocketDoor({
          appToken: config.link.appToken,
          apiUrl: config.apiUrl,
          clock,
          log,
          ...dialling,
        });
  const app = new App({
    receiver: door.receiver,
    logger,
    clientOptions: clientOptions(config),
    convoStore: false,
    // Answered from memory: otherwise Bolt would ask auth.test for every request.
    authorize: async () => {
      const { botId, botUserId } = identity() ?? {};
      return { botToken: config.botToken, ...(botId && botUserId ? { botId, botUserId } : {}) };
    },
  });
  const isInPace = createSlowDown({
    rate: createActionRate(turns),
    askerOf: (whereabouts) => createAsker(whereabouts, deps),
    ...(meter === undefined ? {} : { meter }),
    log,
  });
  const gate = createGate({ identity, awaitsDatabase, isFirst: operations.isFirst, isInPace, log });
  app.use(gate.middleware);
  app.error(async (error) => {
    if (!(error instanceof WrongOrigin)) log.error({ err: error }, "a request from Slack failed");
    throw error;
  });
  registerListeners(app, deps);
  return {
    requestListener: door.requestListener,
    start: door.start,
    readiness: door.readiness,
    async drain(ms) {
      const until = clock.now().getTime() + ms;
      await door.close(ms);
      return gate.drain(Math.max(0, until - clock.now().getTime()));
    },
  };
}
