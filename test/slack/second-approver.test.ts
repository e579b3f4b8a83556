import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { type CorruptedNumber, startTwoPeople, type TwoPeople } from "./support/two-people.ts";
import { textOf } from "./support/windows.ts";

const { requester, approver, colleague, guest, stranger } = defaults;
const MINUTE = 60_000;

let two: TwoPeople;
beforeAll(async () => {
  two = await startTwoPeople();
});
afterAll(() => two.close());

/** The window once it shows more than that it checks. */
const decided = (view: ShownView | undefined) =>
  view && !textOf(view).includes("Checking every resource") ? view : undefined;
const topOf = (user: string) => two.slack.viewsOf(user).at(-1);

async function open(number: CorruptedNumber, user: string): Promise<ShownView> {
  for (const view of two.slack.viewsOf(user)) await two.slack.person(user).close(view.id);
  await two.slack.person(user).click(number.alert(), "force_delete_number");
  return two.slack.until(() => decided(topOf(user)));
}

const boxes = (view: ShownView, prefix: string) =>
  view.blocks.filter(({ block_id }) => block_id?.startsWith(prefix)).map(({ block_id }) => String(block_id));

async function ask(number: CorruptedNumber, user: string = requester): Promise<ShownView> {
  const view = await open(number, user);
  const values = {
    digits: number.phoneNumber.slice(-4),
    reason: "the customer keeps <!channel> it",
    ...Object.fromEntries(boxes(view, "accept_").map((block) => [block, ["accept"]])),
    ...Object.fromEntries(boxes(view, "ticks_").map((block) => [block, optionsOf(view, block)])),
  };
  const ack = await two.slack.person(user).submit(view.id, values);
  expect(ack.errors).toEqual({});
  const shown = await two.slack.until(() => decided(two.slack.openView(view.id)));
  await two.settle();
  return shown;
}

function optionsOf(view: ShownView, blockId: string): string[] {
  const block = view.blocks.find(({ block_id }) => block_id === blockId) as unknown as {
    element: { options: { value: string }[] };
  };
  return block.element.options.map(({ value }) => value);
}

/** What was said to this person alone after the press, until it contains the words. */
async function press(number: CorruptedNumber, user: string, action: string, words: string): Promise<string> {
  const before = two.slack.ephemerals(user).length;
  await two.slack.person(user).click(number.request(), action);
  const said = () =>
    two.slack
      .ephemerals(user)
      .slice(before)
      .map(({ text }) => text);
  await two.slack.until(() => said().some((text) => text.includes(words)));
  await two.settle();
  return said().join("\n");
}

const approve = "approve_force_delete";
const decline = "decline_force_delete";
const exists = async ({ id }: CorruptedNumber) => (await two.harness.database.numbers.find(id)) !== null;
const buttonsOf = (text: string) =>
  ["approve_force_delete", "decline_force_delete"].filter((id) => text.includes(id));

describe("accepting leftovers, with two people", () => {
  it("goes from the window over the thread to the closed alert", async () => {
    const number = await two.corruptedNumber();
    const sheet = await open(number, requester);
    expect(sheet.submit).toMatchObject({ text: "Ask for approval" });
    expect(textOf(sheet)).toContain(
      "*A second person has to approve this:* anybody of <!subteam^S000ONCALL> but you",
    );
    expect(textOf(sheet)).toContain("They are still there and may go on costing money.");
    expect(textOf(sheet)).not.toContain("Nobody else can approve");

    const asked = await ask(number);
    expect(textOf(asked)).toMatch(
      /Asked: <!subteam\^S000ONCALL> can approve or decline it .* Nothing is deleted yet/,
    );
    expect(await exists(number)).toBe(true);
    const request = textOf(number.request());
    expect(request).toContain("<!subteam^S000ONCALL>: <@U000ONCALL> asks a second person to approve");
    expect(request).toContain(`• SIP trunk \`${number.trunk}\``);
    expect(request).toContain("the customer keeps &lt;!channel&gt; it");
    expect(buttonsOf(request)).toHaveLength(2);

    const said = await press(number, approver, approve, "Approved:");
    expect(said).toContain("Looking at everything once more");
    expect(said).toContain("was force-deleted, as <@U000ONCALL> asked");
    expect(await exists(number)).toBe(false);
    const redrawn = textOf(number.request());
    expect(redrawn).toMatch(/\*Approved\* by <@U00SECONDO>/);
    expect(buttonsOf(redrawn)).toEqual([]);
    expect(textOf(number.thread().at(-1))).toContain("<@U000ONCALL> <@U00SECONDO> approved the force delete");
    expect(textOf(number.alert())).toContain("approved by <@U00SECONDO>");
    const left = await two.harness.database.leftovers.of(number.id);
    expect(left.find(({ sid }) => sid === number.trunk)).toMatchObject({ state: "accepted" });
  });

  it("asks for a reason at its field, and keeps what was filled in", async () => {
    const number = await two.corruptedNumber();
    const view = await open(number, requester);
    const [accept] = boxes(view, "accept_");
    const values = { digits: number.phoneNumber.slice(-4), [String(accept)]: ["accept"] };
    const ack = await two.slack.person(requester).submit(view.id, { ...values, reason: " " });
    expect(ack.errors).toEqual({ reason: "Say why this is safe: not everything is proven gone." });
    await two.slack.person(requester).clickInView(view.id, "check_force_delete_again");
    const again = await two.slack.until(() => {
      const now = two.slack.openView(view.id);
      return now?.hash === view.hash ? undefined : decided(now);
    });
    expect(again.state.values[String(accept)]?.["accept"]).toMatchObject({
      selected_options: [{ value: "accept" }],
    });
    two.harness.outside.there.delete(`twilio_sip_trunk:${number.trunk}`);
    await two.slack.person(requester).clickInView(view.id, "check_force_delete_again");
    const moved = await two.slack.until(() => {
      const now = two.slack.openView(view.id);
      return now?.hash === again.hash ? undefined : decided(now);
    });
    const [other] = boxes(moved, "accept_");
    expect(other).not.toBe(accept);
    expect(textOf(moved)).not.toContain("initial_options");
  });

  it("is not for the requester alone, nor for guests, strangers and people off call", async () => {
    const number = await two.corruptedNumber();
    await ask(number);
    expect(await press(number, requester, approve, "You asked for this yourself")).toContain(
      "<!subteam^S000ONCALL>",
    );
    await press(number, colleague, approve, "Only <!subteam^S000ONCALL> can decide on a force delete");
    await press(number, colleague, decline, "Only <!subteam^S000ONCALL> can decide on a force delete");
    await press(number, guest, approve, "Guests of this workspace can neither act nor look here");
    await press(number, guest, decline, "Guests of this workspace can neither act nor look here");
    await press(number, stranger, approve, "People of other workspaces");
    expect(await exists(number)).toBe(true);
    expect(buttonsOf(textOf(number.request()))).toHaveLength(2);
  });

  it("is declined by another, or taken back by the requester, in the thread and in the window", async () => {
    const number = await two.corruptedNumber();
    await ask(number);
    await press(number, approver, decline, "Declined. Nothing was deleted");
    expect(textOf(number.request())).toMatch(/\*Declined\* by <@U00SECONDO>/);
    await ask(number);
    await press(number, requester, decline, "Taken back");
    await ask(number);
    const theirs = await open(number, approver);
    expect(textOf(theirs)).toMatch(/It waits for a second person already\.\* <@U000ONCALL> asked <!date/);
    expect(textOf(theirs)).not.toContain("withdraw_force_delete");
    expect(theirs.submit).toBeNull();
    const mine = await open(number, requester);
    await two.slack.person(requester).clickInView(mine.id, "withdraw_force_delete");
    await two.slack.until(() =>
      textOf(two.slack.openView(mine.id)).includes("Taken back. Nothing was deleted"),
    );
    await two.settle();
    expect(textOf(number.request())).toMatch(/\*Taken back\* by <@U000ONCALL>/);
    expect(await exists(number)).toBe(true);
  });

  it("is done once however often it is pressed, and says so to whoever is late", async () => {
    const number = await two.corruptedNumber();
    await ask(number);
    const withButtons = number.request();
    const click = () => two.slack.person(approver).click(withButtons, approve, { asSeen: withButtons });
    const before = two.slack.ephemerals(approver).length;
    await Promise.all([click(), click(), click()]);
    const said = () =>
      two.slack
        .ephemerals(approver)
        .slice(before)
        .map(({ text }) => text);
    await two.slack.until(() => said().length === 6);
    expect(said().filter((text) => text.includes("Approved:"))).toHaveLength(1);
    expect(said().filter((text) => text.includes("You approved this"))).toHaveLength(2);
    await two.settle();
    await two.slack.person(requester).click(withButtons, decline, { asSeen: withButtons });
    await two.slack.until(() =>
      two.slack.ephemerals(requester).some(({ text }) => text.includes("<@U00SECONDO> approved this")),
    );
    const deeds = (await two.harness.auditOf(number.id)).filter(
      ({ action }) => action === "force_delete_confirmed",
    );
    expect(deeds).toHaveLength(1);
  });

  it("lapses after thirty minutes, and the requester is told", async () => {
    const number = await two.corruptedNumber();
    await ask(number);
    two.harness.clock.advance(30 * MINUTE);
    await two.operations.takeUpIncidents();
    await two.settle();
    const request = textOf(number.request());
    expect(request).toMatch(/\*Lapsed\* .*nobody decided in time/);
    expect(buttonsOf(request)).toEqual([]);
    expect(number.thread().map(textOf).join()).toContain(
      "<@U000ONCALL> The wish to force-delete has lapsed: nobody",
    );
    expect(await exists(number)).toBe(true);
  });

  it("lapses where something changed, and both are told what", async () => {
    const number = await two.corruptedNumber();
    await ask(number);
    two.harness.outside.there.delete(`twilio_sip_trunk:${number.trunk}`);
    const said = await press(number, approver, approve, "It has lapsed: something changed");
    expect(said).toContain(`the SIP trunk ${number.trunk} was still there, it is gone now`);
    const note = textOf(number.thread().at(-1));
    expect(note).toContain("<@U000ONCALL> <@U00SECONDO>");
    expect(note).toContain(`the SIP trunk ${number.trunk} was still there, it is gone now`);
    expect(textOf(number.request())).toContain("*Lapsed*");
    expect(await exists(number)).toBe(true);
  });
});

it("never makes Slack refuse what is drawn", () => {
  expect(two.slack.violations).toEqual([]);
});
