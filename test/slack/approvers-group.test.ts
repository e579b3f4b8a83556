import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { type CorruptedNumber, startTwoPeople, type TwoPeople } from "./support/two-people.ts";
import { textOf } from "./support/windows.ts";

const { requester, approver, colleague, guest, oncall } = defaults;
const APPROVERS = "S00APPROVE";

let two: TwoPeople;
beforeAll(async () => {
  two = await startTwoPeople({
    secondApprover: "required",
    config: { approversUsergroup: APPROVERS },
    usergroups: [
      { id: oncall, handle: "phone-oncall", name: "Phone on-call", users: [requester, approver] },
      { id: APPROVERS, handle: "phone-approvers", name: "Phone approvers", users: [colleague, guest] },
    ],
  });
});
afterAll(() => two.close());

const approvers = () => two.slack.workspace.usergroups.find(({ id }) => id === APPROVERS)!;

/** Lets others be in the group, and Lineman know it. */
async function setApprovers(users: string[]): Promise<void> {
  approvers().users = users;
  await two.slack.sendEvent({ type: "subteam_members_changed", subteam_id: APPROVERS });
}

async function open(number: CorruptedNumber): Promise<ShownView> {
  await two.slack.person(requester).click(number.alert(), "force_delete_number");
  const view = await two.slack.until(() => {
    const top = two.slack.viewsOf(requester).at(-1);
    return top && !textOf(top).includes("Checking every resource") ? top : undefined;
  });
  return view;
}

async function close(view: ShownView): Promise<void> {
  await two.slack.person(requester).close(view.id);
}

/** Nobody can tell of anything at Twilio; the requester vouches for it. */
async function asked(): Promise<CorruptedNumber> {
  const number = await two.corruptedNumber({ reachable: false });
  const view = await open(number);
  const ticks = view.blocks.filter(({ block_id }) => block_id?.startsWith("ticks_")) as unknown as {
    block_id: string;
    element: { options: { value: string }[] };
  }[];
  await two.slack.person(requester).submit(view.id, {
    digits: number.phoneNumber.slice(-4),
    reason: "removed by hand",
    ...Object.fromEntries(
      ticks.map((block) => [block.block_id, block.element.options.map(({ value }) => value)]),
    ),
  });
  await two.slack.until(() => textOf(two.slack.openView(view.id)).includes("Asked:"));
  await two.settle();
  await close(view);
  return number;
}

async function press(number: CorruptedNumber, user: string, words: string): Promise<void> {
  await two.slack.person(user).click(number.request(), "approve_force_delete");
  await two.slack.until(() => two.slack.ephemerals(user).some(({ text }) => text.includes(words)));
  await two.settle();
}

const exists = async ({ id }: CorruptedNumber) => (await two.harness.database.numbers.find(id)) !== null;

describe("with a group of approvers", () => {
  it("its members approve, and those on call do not", async () => {
    const number = await asked();
    expect(textOf(number.request())).toContain(`<!subteam^${APPROVERS}>: <@U000ONCALL> asks a second person`);
    expect(textOf(number.request())).toContain("*Cannot tell; removed by hand, says <@U000ONCALL>:*");
    await press(
      number,
      approver,
      `Only <!subteam^${APPROVERS}> can decide on a force delete. At present: <@U0COLLEAGU>`,
    );
    await press(number, guest, "Guests of this workspace can neither act nor look here");
    expect(await exists(number)).toBe(true);
    await press(number, colleague, "Approved:");
    expect(await exists(number)).toBe(false);
  });

  it("nobody approves while the group cannot be read, whatever was known before", async () => {
    const number = await asked();
    const { scopes } = two.slack.workspace;
    scopes.splice(scopes.indexOf("usergroups:read"), 1);
    await press(
      number,
      colleague,
      "I could not check who may approve (Slack: missing_scope usergroups:read), so I will not do this.",
    );
    expect(await exists(number)).toBe(true);
    scopes.push("usergroups:read");
  });

  it("who left the group a moment ago approves nothing", async () => {
    const number = await asked();
    approvers().users = [guest];
    await press(number, colleague, "At present: <@U0000GUEST>");
    expect(await exists(number)).toBe(true);
    await setApprovers([colleague, guest]);
  });
});

describe("before anything is filled in, the window says", () => {
  it.each([
    ["guests only", [guest]],
    ["the requester alone", [requester]],
    ["nobody", []],
  ])("that nobody else can approve, and who can change that: %s", async (_who, users) => {
    const number = await two.corruptedNumber({ reachable: false });
    await setApprovers(users);
    const view = await open(number);
    expect(textOf(view)).toContain(
      `Nobody else can approve this at present: it would take somebody of <!subteam^${APPROVERS}> other than you. Whoever manages the user group <!subteam^${APPROVERS}> in Slack can add somebody.`,
    );
    expect(view.submit).toMatchObject({ text: "Ask for approval" });
    await close(view);
    await setApprovers([colleague, guest]);
  });

  it("that it could not check that, and lets people ask all the same", async () => {
    const number = await two.corruptedNumber({ reachable: false });
    const group = approvers();
    group.id = "S000ELSEWH";
    await two.slack.sendEvent({ type: "subteam_updated", subteam: { id: APPROVERS } });
    const view = await open(number);
    expect(textOf(view)).toContain(
      "I could not check whether anybody else may approve this (Slack: no_such_subteam). You can ask all the same.",
    );
    expect(view.submit).toMatchObject({ text: "Ask for approval" });
    await close(view);
    group.id = APPROVERS;
  });

  it("nothing of all that where everything is proven", async () => {
    const number = await two.corruptedNumber();
    two.harness.outside.there.clear();
    const view = await open(number);
    expect(textOf(view)).not.toContain("second person");
    expect(view.submit).toMatchObject({ text: "Force delete" });
    await close(view);
  });
});

it("never makes Slack refuse what is drawn", () => {
  expect(two.slack.violations.filter(({ kind }) => kind !== "missing_scope")).toEqual([]);
});
