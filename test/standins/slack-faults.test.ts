import { WebClient, type WebClientOptions } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";
import { silent } from "./slack-bot.ts";

const { requester, alerts } = defaults;

let slack: SlackStandin;
let web: WebClient;
beforeEach(async () => {
  slack = await createSlackStandin();
  web = client();
});
afterEach(() => slack.close());

function client(options: WebClientOptions = {}, token = slack.workspace.botToken): WebClient {
  const quick = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: silent };
  return new WebClient(token, { slackApiUrl: slack.apiUrl, ...quick, ...options });
}

const metadata = { event_type: "lineman_alert", event_payload: { incident: "inc_1" } };

describe("a fault", () => {
  const post = (text: string, options: WebClientOptions = {}) =>
    client(options).chat.postMessage({ channel: alerts, text, metadata });

  it("is an error, a status or a 429, as often and for the calls it is asked for", async () => {
    slack.fail(
      "chat.postMessage",
      { kind: "error", error: "internal_error" },
      { when: (args) => args["text"] === "b" },
    );
    await post("a");
    await expect(post("b")).rejects.toThrow("internal_error");
    await post("b");
    const fault = slack.fail("*", { kind: "status", status: 503 }, { times: 2 });
    await expect(post("c")).rejects.toMatchObject({ statusCode: 503 });
    expect(fault.left).toBe(1);
    await post("c", { retryConfig: { retries: 1, minTimeout: 1 } });
    slack.fail("chat.postMessage", { kind: "ratelimited", retryAfterSeconds: 7 });
    await expect(post("d")).rejects.toMatchObject({ retryAfter: 7 });
    expect(slack.messages(alerts).map((message) => message.text)).toEqual(["a", "b", "c"]);
    expect(slack.calls.map((call) => call.fault ?? call.httpStatus)).toEqual([
      200,
      "error",
      200,
      "status",
      "status",
      200,
      "ratelimited",
    ]);
  });

  it("is a lost answer: the message is there, and found again by its metadata", async () => {
    slack.fail("chat.postMessage", { kind: "applied-then-reset" });
    await expect(post("lost")).rejects.toMatchObject({ code: "slack_webapi_request_error" });
    const { messages } = await web.conversations.history({ channel: alerts, include_all_metadata: true });
    expect(messages?.map((message) => message.metadata?.event_payload)).toEqual([metadata.event_payload]);
  });

  it("is a reset or silence in which nothing happens", async () => {
    slack.fail("chat.postMessage", { kind: "reset" });
    await expect(post("reset")).rejects.toMatchObject({ code: "slack_webapi_request_error" });
    slack.fail("chat.postMessage", { kind: "hang" });
    await expect(post("hang", { timeout: 60 })).rejects.toThrow();
    slack.fail("chat.postMessage", { kind: "applied-then-hang" });
    await expect(post("applied", { timeout: 60 })).rejects.toThrow();
    expect(slack.messages(alerts).map((message) => message.text)).toEqual(["applied"]);
  });

  it("is 429 for more than one message a second and channel, when that is switched on", async () => {
    slack.limitMessages(1);
    await post("one");
    await expect(post("two")).rejects.toMatchObject({ retryAfter: 1 });
    await web.chat.postMessage({ channel: requester, text: "elsewhere" });
    slack.limitMessages(undefined);
    await post("three");
    expect(slack.messages(alerts).map((message) => message.text)).toEqual(["one", "three"]);
  });
});

describe("waiting", () => {
  it("ends with the first call that makes it true, without waiting for a clock", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const waiting = slack.until(() => slack.messages(alerts)[0]?.text);
    await web.chat.postMessage({ channel: alerts, text: "now" });
    expect(await waiting).toBe("now");
  });

  it("fails with what was waited for and what came instead", async () => {
    await web.auth.test();
    const waiting = slack.until(() => slack.homeOf(requester), { timeoutMs: 20, label: "Requester's Home" });
    await expect(waiting).rejects.toThrow(/not within 20 ms: Requester's Home[\s\S]*auth\.test -> ok/);
  });
});
