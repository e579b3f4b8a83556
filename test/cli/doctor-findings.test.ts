import { describe, expect, it } from "vitest";
import { alertChannel } from "../../src/cli/doctor/alert-channel.ts";
import type { Check } from "../../src/cli/doctor/check.ts";
import { clockSkew } from "../../src/cli/doctor/clock-skew.ts";
import { database, encryptionKeys, migrations, queue } from "../../src/cli/doctor/data.ts";
import { livekitRights, twilioRights } from "../../src/cli/doctor/providers.ts";
import { runChecks } from "../../src/cli/doctor/run-checks.ts";
import { runningBot } from "../../src/cli/doctor/running-bot.ts";
import { slackScopes } from "../../src/cli/doctor/slack-scopes.ts";
import { slackSocket } from "../../src/cli/doctor/slack-socket.ts";
import { slackToken } from "../../src/cli/doctor/slack-token.ts";
import { approversGroup, onCallGroup } from "../../src/cli/doctor/user-groups.ts";
import { loadConfig } from "../../src/config.ts";
import type { DoctorMeans } from "../../src/doctor-means.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import type { DataState } from "../../src/operations/ports/data-state.ts";
import { LEAST } from "../config/least-environment.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

type Slack = DoctorMeans["slack"];
const answered = <T>(value: T) => ({ answered: true, value }) as const;
const refused = (word: string | null) => ({ answered: false, word, detail: word ?? "reset" }) as const;
const me = { team: "Example", bot: "lineman", scopes: ["chat:write"], time: { slack: NOW, here: NOW } };

/** Means with which everything is in order, but for what a test changes. */
function means(changes: Partial<DoctorMeans> = {}, slack: Partial<Slack> = {}, env = {}): DoctorMeans {
  return {
    config: loadConfig({ ...LEAST, ...env }),
    slack: {
      identity: async () => answered(me),
      channel: async () => answered({ name: "alerts", isMember: true, isArchived: false }),
      membersOf: async () => answered(["U1", "U2"]),
      socketAddress: async () => null,
      ...slack,
    },
    scopes: ["chat:write"],
    reach: async () => {},
    proveTwilio: async () => "Twilio account AC1 is active",
    proveLivekit: async () => {},
    examineData: async () => ({ state: data(), via: "database" }),
    keyIds: ["new", "old"],
    askBot: async () => ({ troubles: [] }),
    now: () => NOW,
    ...changes,
  };
}
type State = Awaited<ReturnType<DoctorMeans["examineData"]>>["state"];
const data = (changes: Partial<State> = {}): State => ({
  server: "PostgreSQL 16.2",
  migrations: { pending: [], failed: [], edited: [], unknown: [] },
  keys: [],
  oldestDueJob: null,
  ...changes,
});
const withData = (changes: Partial<State>) =>
  means({ examineData: async () => ({ state: data(changes), via: "database" }) });
const withMigrations = (changes: Partial<DataState["migrations"]>) =>
  withData({ migrations: { ...data().migrations, ...changes } });
const waiting = (seconds: number) =>
  withData({ oldestDueJob: { name: "sync_alert", dueSince: secondsBefore(seconds).toISOString() } });
const group = { SLACK_ONCALL_USERS: "", SLACK_ONCALL_USERGROUP: "S1", SLACK_APPROVERS_USERGROUP: "S2" };
const members = (...all: string[]) => means({}, { membersOf: async () => answered(all) }, group);
const isLimited = new ProviderError({
  provider: "twilio",
  kind: "timeout",
  message: "Twilio did not answer",
});

const FINDINGS: [
  string,
  Check,
  DoctorMeans,
  "ok" | "warning" | "failed",
  what: string,
  fix: string | null,
][] = [
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
  [
    "Twilio, as proven",
    twilioRights,
    means(),
    "ok",
    "AC1 is active; trunks and credential lists can be read.",
    null,
  ],
  [
    "no account of its own",
    twilioRights,
    means({ proveTwilio: async () => null }),
    "ok",
    "No TWILIO_ACCOUNT_SID is set",
    null,
  ],
  [
    "a cause without advice of its own",
    twilioRights,
    means({ proveTwilio: () => Promise.reject(isLimited) }),
    "failed",
    "Twilio did not answer.",
    "status.twilio.com",
  ],
  ["LiveKit, as proven", livekitRights, means(), "ok", "accepts the key", null],
  ["a database that this process opened", database, means(), "ok", "The PostgreSQL 16.2 answers.", null],
  [
    "a database behind the bot",
    database,
    means({ examineData: async () => ({ state: data(), via: "bot" }) }),
    "ok",
    "answers, through the running bot.",
    null,
  ],
  ["migrations that are applied", migrations, means(), "ok", "All migrations are applied.", null],
  [
    "one that is pending",
    migrations,
    withMigrations({ pending: ["a"] }),
    "failed",
    "a is not applied.",
    "lineman migrate",
  ],
  [
    "many that are pending",
    migrations,
    withMigrations({ pending: ["a", "b", "c", "d", "e"] }),
    "failed",
    "a, b, c and 2 more are not applied.",
    "lineman start",
  ],
  [
    "one that broke off",
    migrations,
    withMigrations({ failed: ["a"], pending: ["a"] }),
    "failed",
    "a began and",
    "by hand",
  ],
  [
    "one of a newer version",
    migrations,
    withMigrations({ unknown: ["z"] }),
    "warning",
    "newer version",
    "everywhere",
  ],
  [
    "one that was edited",
    migrations,
    withMigrations({ edited: ["a"] }),
    "warning",
    "changed since",
    "from the release",
  ],
  ["no stored token", encryptionKeys, means(), "ok", "No Twilio token is stored yet.", null],
  [
    "tokens under the current key",
    encryptionKeys,
    withData({ keys: [{ keyId: "new", tokens: 3 }] }),
    "ok",
    "3 stored Twilio tokens are encrypted with ENCRYPTION_KEY, and none otherwise. ENCRYPTION_KEYS_OLD can be emptied.",
    null,
  ],
  [
    "tokens under the only key",
    encryptionKeys,
    { ...withData({ keys: [{ keyId: "new", tokens: 1 }] }), keyIds: ["new"] },
    "ok",
    "1 stored Twilio token is encrypted with ENCRYPTION_KEY, and none otherwise.",
    null,
  ],
  [
    "tokens under an old key",
    encryptionKeys,
    withData({ keys: [{ keyId: "old", tokens: 2 }] }),
    "warning",
    "2 stored Twilio tokens are still encrypted with an old key.",
    "lineman keys rotate",
  ],
  [
    "tokens under a key that is not there",
    encryptionKeys,
    withData({ keys: [{ keyId: "lost", tokens: 2 }] }),
    "failed",
    "2 stored Twilio tokens were encrypted with lost",
    "ENCRYPTION_KEYS_OLD",
  ],
  ["no job that waits", queue, means(), "ok", "No job waits.", null],
  ["a job that is just due", queue, waiting(119), "ok", "Jobs are begun in time.", null],
  [
    "a job that nobody begins",
    queue,
    waiting(180),
    "warning",
    "(sync_alert) has waited for 3 min",
    "none is lost",
  ],
  ["a bot that is ready", runningBot, means(), "ok", "The bot on port 3000 is ready.", null],
  [
    "no bot",
    runningBot,
    means({ askBot: async () => null }),
    "warning",
    "No bot answers on port 3000",
    "lineman start",
  ],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", async (_what, check, with_, outcome, what, fix) => {
    expect(await check.look(with_)).toEqual({
      outcome,
      what: expect.stringContaining(what),
      fix: fix === null ? null : expect.stringContaining(fix),
    });
  });

  it("has nothing to say of what this configuration does not have", async () => {
    expect(await slackSocket.look(means())).toBeNull();
    expect(await approversGroup.look(means())).toBeNull();
  });

  it("takes what a provider's check throws beside for a fault of its own", async () => {
    const bug = means({ proveLivekit: () => Promise.reject(new Error("oops")) });
    await expect(livekitRights.look(bug)).rejects.toThrow("oops");
  });

  it("goes on where a check breaks off, and says what to do about the database", async () => {
    const broken = { name: "database", look: () => Promise.reject("gone") };
    expect(await runChecks(means(), [broken, slackSocket, queue])).toEqual([
      {
        name: "database",
        outcome: "failed",
        what: "It could not be looked at: gone",
        fix: expect.stringContaining("Check DATABASE_URL"),
      },
      { name: "queue", outcome: "ok", what: "No job waits.", fix: null },
    ]);
  });
});
