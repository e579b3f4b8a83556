import { describe, expect, it } from "vitest";
import { alertChannel } from "../../src/cli/doctor/alert-channel.ts";
import { clockSkew } from "../../src/cli/doctor/clock-skew.ts";
import { slackScopes } from "../../src/cli/doctor/slack-scopes.ts";
import { slackSocket } from "../../src/cli/doctor/slack-socket.ts";
import { slackToken } from "../../src/cli/doctor/slack-token.ts";
import { NOW, secondsBefore } from "../support/factories.ts";
import { answered, expectFinding, type FindingCase, me, means } from "./fake-doctor-means.ts";

const refused = (word: string | null) => ({ answered: false, word, detail: word ?? "reset" }) as const;
const SOCKET = { SLACK_APP_TOKEN: "xapp-1-A1-1-0123456789abcdef", SLACK_SIGNING_SECRET: "" };

const FINDINGS: FindingCase[] = [
  ["a token that Slack knows", slackToken, means(), "ok", "as lineman in the workspace Example", null],
  [
    "a word of Slack's that nobody knows",
    slackToken,
    means({}, { identity: async () => refused("odd_word") }),
    "failed",
    "Slack refuses (odd_word)",
    "docs.slack.dev",
  ],
  [
    "scopes that Slack does not name",
    slackScopes,
    means({}, { identity: async () => answered({ ...me, scopes: [] }) }),
    "warning",
    "did not name",
    "x-oauth-scopes",
  ],
  [
    "scopes of a token that is none",
    slackScopes,
    means({}, { identity: async () => refused("invalid_auth") }),
    "failed",
    "invalid_auth",
    "xoxb-",
  ],
  [
    "a clock with nothing to compare it with",
    clockSkew,
    means({}, { identity: async () => answered({ ...me, time: null }) }),
    "warning",
    "no date",
    "NTP",
  ],
  [
    "a token where Slack is away",
    slackToken,
    means({}, { identity: async () => refused(null) }),
    "failed",
    "SLACK_BOT_TOKEN: Slack gave no usable answer (reset).",
    "HTTPS",
  ],
  [
    "anything else where Slack is away",
    clockSkew,
    means({}, { identity: async () => refused(null) }),
    "warning",
    "not known while Slack is away",
    "Put right what `slack token` says.",
  ],
  [
    "a channel whose answer got lost",
    alertChannel,
    means({}, { channel: async () => refused(null) }),
    "failed",
    "no usable answer (reset)",
    "HTTPS",
  ],
  [
    "a clock that LiveKit refuses",
    clockSkew,
    means({}, { identity: async () => answered({ ...me, time: { slack: secondsBefore(90), here: NOW } }) }),
    "failed",
    "90 s ahead of Slack's: LiveKit refuses tokens from 60 s on, and what Slack sends over HTTP is refused from 300 s on.",
    "NTP",
  ],
  [
    "a scope that is missing in Socket Mode",
    slackScopes,
    means({ scopes: ["users:read"] }, {}, SOCKET),
    "failed",
    "The token lacks users:read.",
    "(or paste manifest.socket.yml)",
  ],
  [
    "a revoked token in Socket Mode",
    slackToken,
    means({}, { identity: async () => refused("token_revoked") }, SOCKET),
    "failed",
    "token_revoked",
    "paste manifest.socket.yml under",
  ],
  [
    "a revoked token over HTTP",
    slackToken,
    means({}, { identity: async () => refused("token_revoked") }),
    "failed",
    "token_revoked",
    "paste manifest.yml under",
  ],
  ["a channel with the bot in it", alertChannel, means(), "ok", "The bot is in #alerts.", null],
  [
    "a socket whose host cannot be reached, for no reason that is an error",
    slackSocket,
    means(
      { reach: () => Promise.reject("a wall") },
      { socketAddress: async () => answered("wss://wss-1.slack.com/x") },
    ),
    "failed",
    "wss-1.slack.com cannot be reached (a wall)",
    "WebSockets",
  ],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", (_situation, ...found) => expectFinding(...found));

  it("has nothing to say of what this configuration does not have", async () => {
    expect(await slackSocket.look(means())).toBeNull();
  });
});
