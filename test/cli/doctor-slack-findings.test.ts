import { describe, expect, it } from "vitest";
import { alertChannel } from "../../src/cli/doctor/alert-channel.ts";
import { clockSkew } from "../../src/cli/doctor/clock-skew.ts";
import { slackScopes } from "../../src/cli/doctor/slack-scopes.ts";
import { slackSocket } from "../../src/cli/doctor/slack-socket.ts";
import { slackToken } from "../../src/cli/doctor/slack-token.ts";
import { approversGroup, onCallGroup } from "../../src/cli/doctor/user-groups.ts";
import { answered, expectFinding, type FindingCase, me, means } from "./fake-doctor-means.ts";

const refused = (word: string | null) => ({ answered: false, word, detail: word ?? "reset" }) as const;
const group = { SLACK_ONCALL_USERS: "", SLACK_ONCALL_USERGROUP: "S1", SLACK_APPROVERS_USERGROUP: "S2" };
const members = (...all: string[]) => means({}, { membersOf: async () => answered(all) }, group);

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
    "a clock where Slack is away",
    clockSkew,
    means({}, { identity: async () => refused(null) }),
    "failed",
    "no usable answer (reset)",
    "HTTPS",
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
  ["people who are named", onCallGroup, means(), "ok", "1 person named in SLACK_ONCALL_USERS may act.", null],
  [
    "people in a group",
    onCallGroup,
    members("U1", "U2"),
    "ok",
    "2 people may act: 2 in the user group S1.",
    null,
  ],
  ["a group without anybody", onCallGroup, members(), "failed", "nobody may act", "Add people"],
  ["approvers", approversGroup, members("U1", "U2"), "ok", "2 people may approve.", null],
  ["one approver", approversGroup, members("U1"), "warning", "1 person in the user group S2", "at least two"],
  [
    "approvers whom Slack does not tell",
    approversGroup,
    means({}, { membersOf: async () => refused("no_such_subteam") }, group),
    "failed",
    "SLACK_APPROVERS_USERGROUP S2",
    "Set SLACK_APPROVERS_USERGROUP to the id",
  ],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", (_situation, ...found) => expectFinding(...found));

  it("has nothing to say of what this configuration does not have", async () => {
    expect(await slackSocket.look(means())).toBeNull();
    expect(await approversGroup.look(means())).toBeNull();
  });
});
