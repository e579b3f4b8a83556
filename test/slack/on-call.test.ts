import { describe, expect, it } from "vitest";
import type { Account, Directory } from "../../src/slack/directory.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { createOnCall } from "../../src/slack/on-call.ts";
import { type FailureReason, SlackCallFailed } from "../../src/slack/slack-failure.ts";
import { NOW } from "../support/factories.ts";

const person: Account = {
  teamId: "T1",
  isGuest: false,
  isStranger: false,
  isBot: false,
  isDeleted: false,
  timeZone: null,
};
const identity = { teamId: "T1", botUserId: "UBOT", botId: "B1", appId: "A1" };

/** An on-call list over a directory in memory, and how often that was asked. */
function setUp({
  group = "S1" as string | null,
  users = [] as string[],
  approvers = null as string | null,
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
    { onCallUsergroup: group, onCallUsers: users, approversUsergroup: approvers },
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
        "Admins: install the app again with every scope of its manifest. `lineman doctor` shows the fix.",
    );
    expect(said(refused("no_such_subteam"))).toContain("SLACK_ONCALL_USERGROUP names no user group");
    expect(said(refused("plan_upgrade_required"))).toContain("name people in SLACK_ONCALL_USERS");
    expect(said({ kind: "rate_limited", retryAfterMs: 3000 })).toContain("Try again in 3 s.");
    expect(said({ kind: "unreachable", detail: "reset" })).toContain("Try again in a moment.");
  });
});

describe("who may approve", () => {
  it("is whoever is on call, unless a group of its own may: then nobody else", async () => {
    const onCallOnly = setUp({ users: ["UN"] }).onCall;
    expect(await onCallOnly.permit("UN", "approve")).toEqual({ granted: true });
    expect(onCallOnly.approvers).toBe(onCallOnly.mention);
    const { onCall, world } = setUp({ group: null, users: ["UN"], approvers: "S2APPROVE" });
    world.members = ["UB"];
    expect(await onCall.permit("UB", "approve")).toEqual({ granted: true });
    expect(await onCall.permit("UN", "approve")).toMatchObject({
      granted: false,
      denial: { onCallNow: ["UB"] },
    });
    expect(await onCall.permit("UB", "act")).toMatchObject({ granted: false });
    expect(onCall.approvers).toBe("<!subteam^S2APPROVE>");
  });

  it("is nobody while that cannot be checked", async () => {
    const { onCall, world } = setUp({ approvers: "S2APPROVE" });
    world.groupFails = refused("no_such_subteam");
    const denied = await onCall.permit("UA", "approve", true);
    expect(denied).toMatchObject({ granted: false, denial: { why: "cannot_check" } });
    if (denied.granted) throw new Error("granted");
    const words = denialText(denied.denial, { right: "approve", onCall: onCall.approvers });
    expect(words).toContain(
      "I could not check who may approve (Slack: no_such_subteam), so I will not do this.",
    );
    expect(words).toContain("SLACK_APPROVERS_USERGROUP");
  });
});

describe("whether anybody else may approve", () => {
  it("is told by the first who may; the person who asks does not count", async () => {
    const { onCall, world } = setUp();
    world.members = ["UA", "UB", "UC"];
    expect(await onCall.othersWhoMayApprove("UA")).toEqual({ outlook: "somebody" });
    expect(world.asked.people).toBe(1);
    world.members = ["UA"];
    onCall.forget();
    expect(await onCall.othersWhoMayApprove("UA")).toEqual({ outlook: "nobody" });
  });

  it("is nobody where only guests are left, and open where there are too many to ask about", async () => {
    const { onCall, world } = setUp({ account: { isGuest: true } });
    world.members = ["UA", "UB"];
    expect(await onCall.othersWhoMayApprove("UA")).toEqual({ outlook: "nobody" });
    world.members = Array.from({ length: 30 }, (_, index) => `U${index}`);
    onCall.forget();
    expect(await onCall.othersWhoMayApprove("UA")).toEqual({ outlook: "unknown", reason: null });
    expect(world.asked.people).toBe(21);
  });

  it("is open where Slack does not say", async () => {
    const { onCall, world } = setUp();
    world.groupFails = refused("missing_scope");
    expect(await onCall.othersWhoMayApprove("UA")).toMatchObject({
      outlook: "unknown",
      reason: { error: "missing_scope" },
    });
  });
});

describe("a person's time zone", () => {
  it("is what Slack says, and costs no call of its own after the permission was asked for", async () => {
    const { onCall, world } = setUp({ account: { timeZone: "Asia/Kathmandu" } });
    await onCall.permit("UA", "act");
    expect(await onCall.timeZoneOf("UA")).toBe("Asia/Kathmandu");
    expect(world.asked.people).toBe(1);
  });

  it("is unknown where Slack does not say, or does not answer", async () => {
    const { onCall, world } = setUp();
    expect(await onCall.timeZoneOf("UA")).toBeNull();
    world.personFails = refused("user_not_found");
    expect(await onCall.timeZoneOf("UB")).toBeNull();
  });
});
