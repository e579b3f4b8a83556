import type { IncomingMessage, ServerResponse } from "node:http";
import { App } from "@slack/bolt";
import { createBoltLogger } from "./bolt-logger.ts";
import type { SlackIdentity } from "./directory.ts";
import { createGate, type Gate } from "./gate.ts";
import { registerListeners } from "./listeners.ts";
import { createReceiver, createRequestListener } from "./receiver.ts";
import type { SlackConfig } from "./slack-config.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { clientOptions } from "./web-client.ts";
import { WrongOrigin } from "./wrong-origin.ts";

/** Our half of the HTTP server. */
export interface SlackServer {
  requestListener(request: IncomingMessage, response: ServerResponse): void;
  drain: Gate["drain"];
}

/** Bolt, with the gate in front of every listener. Building it makes no call and listens nowhere. */
export function serveSlack(
  config: Pick<SlackConfig, "apiUrl" | "botToken" | "signingSecret">,
  identity: () => SlackIdentity | null,
  deps: SlackDeps,
): SlackServer {
  const { operations, clock, log } = deps;
  const logger = createBoltLogger(log);
  const receiver = createReceiver(config.signingSecret, logger, log);
  const app = new App({
    receiver,
    logger,
    clientOptions: clientOptions(config),
    convoStore: false,
    // Answered from memory: otherwise Bolt would ask auth.test for every request.
    authorize: async () => {
      const { botId, botUserId } = identity() ?? {};
      return { botToken: config.botToken, ...(botId && botUserId ? { botId, botUserId } : {}) };
    },
  });
  const gate = createGate({ identity, isFirst: operations.isFirst, log });
  app.use(gate.middleware);
  app.error(async (error) => {
    if (!(error instanceof WrongOrigin)) log.error({ err: error }, "a request from Slack failed");
    throw error;
  });
  registerListeners(app, deps);
  return { requestListener: createRequestListener(receiver, clock), drain: gate.drain };
}
