import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, type Logger, LogLevel } from "@slack/bolt";
import {
  createSlackStandin,
  type SlackStandin,
  type SlackStandinOptions,
} from "../../standins/slack/slack-standin.ts";

/** For clients whose refusals are the point of the test. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

export interface SlackAndBot {
  slack: SlackStandin;
  app: App;
  /** Errors that reached Bolt's error handler. */
  errors: Error[];
  close(): Promise<void>;
}

/** A stand-in and a real Bolt App with HTTPReceiver that know each other, both on loopback. */
export async function startSlackAndBot(options: SlackStandinOptions = {}): Promise<SlackAndBot> {
  const slack = await createSlackStandin(options);
  const { signingSecret, botToken, bot } = slack.workspace;
  const receiver = new HTTPReceiver({ signingSecret, logger: silent });
  const app = new App({
    receiver,
    token: botToken,
    botId: bot.botId,
    botUserId: bot.userId,
    tokenVerificationEnabled: false,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  const errors: Error[] = [];
  app.error(async (error) => {
    errors.push(error);
  });
  const server = createServer((request, response) => {
    receiver.requestListener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    slack,
    app,
    errors,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await slack.close();
    },
  };
}
