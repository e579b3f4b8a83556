import { SocketModeReceiver } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";

const { requester } = defaults;
const ignore = () => {};
const silent = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  setName: ignore,
};

let slack: SlackStandin;
beforeEach(async () => {
  slack = await createSlackStandin({ ackWithinMs: 100, socketPingEveryMs: 20 });
});
afterEach(() => slack.close());

interface Envelope {
  body: { command?: string };
  retry_num?: number;
  ack(response?: unknown): Promise<void>;
}

/** Slack's own client, with nothing of ours. */
async function dial(listener: (envelope: Envelope) => void = ignore, appToken = slack.workspace.appToken) {
  const { client } = new SocketModeReceiver({
    appToken,
    logger: { ...silent, getLevel: () => "error" as never },
    autoReconnectEnabled: false,
    clientPingTimeout: 60,
    serverPingTimeout: 120,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } } },
  });
  client.on("slack_event", listener);
  let isOver = false;
  client.on("disconnected", () => {
    isOver = true;
  });
  await client.start();
  return { client, isOver: () => isOver };
}
const kinds = () => slack.violations.map(({ kind }) => kind);
const command = () => slack.person(requester).command("/phone", "help");

describe("Slack's sockets", () => {
  it("carry commands there and acks back", async () => {
    await dial(({ body, ack }) => void ack({ text: `heard ${body.command}` }));
    expect(await command()).toMatchObject({ status: 200, late: false, body: '{"text":"heard /phone"}' });
    expect(slack.ephemerals(requester).map(({ text }) => text)).toEqual(["heard /phone"]);
    expect(slack.violations).toEqual([]);
  });

  it("are for the app-level token only", async () => {
    await expect(dial(ignore, slack.workspace.botToken)).rejects.toThrow("not_allowed_token_type");
    await expect(dial(ignore, "xapp-another")).rejects.toThrow("invalid_auth");
    const url = `${slack.origin}/link/?ticket=made-up`;
    expect((await fetch(url, { headers: { upgrade: "websocket" } }).catch(() => null))?.status).not.toBe(101);
  });

  it("remember an envelope without an ack, with two, and an event's ack with a payload", async () => {
    await dial();
    expect(await command()).toMatchObject({ status: 504, late: true });
    expect(kinds()).toEqual(["not_acknowledged"]);
    slack.sockets.open[0]?.drop();
    await slack.until(() => slack.sockets.open.length === 0);
    await dial(({ ack }) => void ack({ text: "once" }).then(() => ack({ text: "twice" })));
    await command();
    await slack.until(() => kinds().includes("acknowledged_again"));
    await slack.sendEvent({ type: "app_uninstalled" });
    expect(kinds()).toContain("payload_not_accepted");
  });

  it("send an event again that was not acknowledged, and nothing else", async () => {
    const attempts: unknown[] = [];
    await dial(({ retry_num, ack }) => {
      attempts.push(retry_num);
      if (retry_num !== 0) void ack();
    });
    expect(await slack.sendEvent({ type: "app_uninstalled" })).toMatchObject({ status: 200 });
    expect(attempts).toEqual([0, 1]);
    attempts.splice(0);
    await dial();
    slack.sockets.open[0]?.drop();
    slack.sockets.open[1]?.drop();
    expect((await command()).status).toBeGreaterThanOrEqual(503);
  });

  it("are ten at most", async () => {
    for (let count = 0; count < 10; count += 1) await dial();
    await expect(dial()).rejects.toBeUndefined();
    expect(slack.sockets.open).toHaveLength(10);
  });
});

/** What src/slack/socket relies on, and what it therefore adds; a new version of Bolt may change it. */
describe("Slack's own client by itself", () => {
  it("notices that its pings are not answered", async () => {
    const { isOver } = await dial();
    slack.sockets.open[0]?.goSilent();
    await slack.until(isOver);
  });

  it("does not notice that Slack never pings", async () => {
    await slack.close();
    slack = await createSlackStandin({ socketPingEveryMs: 60_000 });
    const { isOver } = await dial();
    const until = Date.now() + 400;
    await slack.until(() => Date.now() > until);
    expect(isOver()).toBe(false);
  });

  it("hangs up on an ack that is under way when Slack asks for a new connection", async () => {
    let failure: unknown;
    await dial(({ ack }) => {
      slack.sockets.open[0]?.disconnect("refresh_requested");
      setTimeout(() => {
        ack().catch((error: unknown) => {
          failure = error;
        });
      }, 30);
    });
    expect(await command()).toMatchObject({ status: 504 });
    await slack.until(() => failure !== undefined);
  });
});
