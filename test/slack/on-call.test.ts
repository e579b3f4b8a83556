import { describe, expect, it } from "vitest";
import type { Account, Directory } from "../../src/slack/directory.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { createOnCall } from "../../src/slack/on-call.ts";
import { type FailureReason, SlackCallFailed } from "../../src/slack/slack-failure.ts";
import { NOW } from "../support/factories.ts";

const person: Account = { teamId: "T1", isGuest: false, isStranger: false, isBot: false, isDeleted: false };
const identity = { teamId: "T1", botUserId: "UBOT", botId: "B1", appId: "A1" };

/** An on-call list over a directory in memory, and how often that was asked. */
function setUp({
  group = "S1" as string | null,
  users = [] as string[],
  account = person as Partial<Account>,
} = {}) {
  let at = NOW.getTime();
  const world = {
    asked: { people: 0, groups: 0 },
    members: ["UA"],
    groupFails: null as FailureReason | null,
    personFails: null as FailureReason | null,
    advance: (ms: number) => {
      at += ms;
    },
  };
  const directory: Directory = {
    identify: async () => identity,
    account: async () => {
      world.asked.people += 1;
      if (world.personFails) throw new SlackCallFailed("users.info", world.personFails);
      return { ...person, ...account };
    },
    membersOf: async () => {
      world.asked.groups += 1;
      if (world.groupFails) throw new SlackCallFailed("usergroups.users.list", world.groupFails);
      return world.members;
    },
  };
  const clock = { now: () => new Date(at), sleep: async () => {} };
  const onCall = createOnCall(
    { onCallUsergroup: group, onCallUsers: users },
    directory,
    () => identity,
    clock,
  );
  return { onCall, world };
}

const refused = (error: string): FailureReason => ({ kind: "refused", error, needed: null, messages: [] });

describe("who may act", () => {
  it("is a member of the group, or somebody named", async () => {
    const { onCall } = setUp({ users: ["UN"] });
    expect(await onCall.permit("UA", "act")).toEqual({ granted: true });
    expect(await onCall.permit("UN", "act")).toEqual({ granted: true });
    expect(await onCall.permit("UX", "act")).toEqual({
      granted: false,
      denial: { why: "not_on_call", onCallNow: ["UA", "UN"] },
    });
    expect(await onCall.permit("UX", "look")).toEqual({ granted: true });
  });

  it.each([
    ["a guest", { isGuest: true }, "guest"],
    ["a stranger", { isStranger: true }, "stranger"],
    ["somebody of another workspace", { teamId: "T2" }, "stranger"],
    ["somebody without a workspace", { teamId: null }, "stranger"],
    ["a bot", { isBot: true }, "bot"],
    ["a deactivated account", { isDeleted: true }, "deactivated"],
  ])("is not %s, who may not look either", async (_who, account, who) => {
    const { onCall } = setUp({ users: ["UX"], account });
    for (const right of ["act", "look"] as const)
      expect(await onCall.permit("UX", right)).toEqual({ granted: false, denial: { why: "outsider", who } });
  });

  it("is nobody while Slack cannot say, except who is named", async () => {
    const { onCall, world } = setUp({ users: ["UN"] });
    world.groupFails = refused("missing_scope");
    expect(await onCall.permit("UA", "act")).toMatchObject({
      granted: false,
      denial: { why: "cannot_check", what: "on_call" },
    });
    expect(await onCall.permit("UA", "look")).toEqual({ granted: true });
    expect(await onCall.permit("UN", "act")).toEqual({ granted: true });
    world.personFails = { kind: "unreachable", detail: "reset" };
    expect(await onCall.permit("UB", "look")).toMatchObject({
      granted: false,
      denial: { why: "cannot_check", what: "person" },
    });
  });

  it("is looked up once a minute, at once where it must be fresh, and after an event", async () => {
    const { onCall, world } = setUp();
    for (let times = 0; times < 3; times += 1) await onCall.permit("UA", "act");
    expect(world.asked).toEqual({ people: 1, groups: 1 });
    world.members = [];
    expect(await onCall.permit("UA", "act")).toEqual({ granted: true });
    expect(await onCall.permit("UA", "act", true)).toMatchObject({ granted: false });
    expect(world.asked).toEqual({ people: 2, groups: 2 });
    world.members = ["UA"];
    onCall.forget();
    expect(await onCall.permit("UA", "act")).toEqual({ granted: true });
    world.advance(60_001);
    await onCall.permit("UA", "act");
    expect(world.asked.groups).toBe(4);
  });

  it("does not fall back to what was known where the fresh look fails", async () => {
    const { onCall, world } = setUp();
    await onCall.permit("UA", "act");
    world.groupFails = { kind: "rate_limited", retryAfterMs: 3000 };
    expect(await onCall.permit("UA", "act", true)).toMatchObject({
      granted: false,
      denial: { why: "cannot_check" },
    });
  });

  it("does not remember a failed look", async () => {
    const { onCall, world } = setUp();
    world.groupFails = { kind: "unreachable", detail: "reset" };
    await onCall.permit("UA", "act");
    world.groupFails = null;
    expect(await onCall.permit("UA", "act")).toEqual({ granted: true });
  });
});

describe("a mention of those on call", () => {
  it.each([
    [{ group: "S000ONCALL", users: [] }, "<!subteam^S000ONCALL>"],
    [{ group: null, users: ["UA1", "UB1"] }, "<@UA1>, <@UB1>"],
    [{ group: "S000ONCALL", users: ["UA1"] }, "<!subteam^S000ONCALL>, <@UA1>"],
    [
      { group: null, users: ["UA1", "UB1", "UC1", "UD1", "UE1", "UF1"] },
      "<@UA1>, <@UB1>, <@UC1>, <@UD1>, <@UE1> and 1 more",
    ],
  ])("%j", ({ group, users }, mention) => {
    expect(setUp({ group, users }).onCall.mention).toBe(mention);
  });
});

describe("a refusal", () => {
  const about = { right: "act", onCall: "<!subteam^S1>" } as const;
  it("says what would help, by what Slack answered", () => {
    const said = (reason: FailureReason) =>
      denialText({ why: "cannot_check", what: "on_call", reason }, about);
    expect(said({ ...refused("missing_scope"), needed: "usergroups:read" } as FailureReason)).toBe(
      "I could not check who is on call (Slack: missing_scope usergroups:read), so I will not do this. " +
        "Admins: install the app again with every scope of its manifest.",
    );
    expect(said(refused("no_such_subteam"))).toContain("SLACK_ONCALL_USERGROUP names no user group");
    expect(said(refused("plan_upgrade_required"))).toContain("name people in SLACK_ONCALL_USERS");
    expect(said({ kind: "rate_limited", retryAfterMs: 3000 })).toContain("Try again in 3 s.");
    expect(said({ kind: "unreachable", detail: "reset" })).toContain("Try again in a moment.");
  });
});
