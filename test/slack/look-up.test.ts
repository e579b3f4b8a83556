import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { Block, ShownView } from "../../standins/slack/wire.ts";
import { aLeftover } from "./support/fake-records.ts";
import { type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, colleague, guest, stranger, otherBot, general, alerts } = defaults;
const SHORTCUT = "look_up_phone_number";
const TRUNK = `TK${"b".repeat(32)}`;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.records.reset();
  harness.operations.calls.length = 0;
});

const words = (view: ShownView | undefined) => JSON.stringify(view?.blocks ?? []);

/** Uses the shortcut on a message with this text; what the window shows in the end. */
async function lookUp(user: string, text: string, more: { blocks?: Block[] } = {}): Promise<string> {
  const message = await harness.slack.person(requester).say(general, text, more);
  const ack = await harness.slack.person(user).shortcut(SHORTCUT, message);
  expect(ack).toMatchObject({ status: 200, late: false });
  const view = await harness.slack.until(() => {
    const shown = harness.slack.viewsOf(user).at(-1);
    return shown && !words(shown).includes("Looking up") ? shown : undefined;
  });
  await harness.slack.person(user).close(view.id);
  return words(view);
}

describe("the message shortcut", () => {
  it("shows a number of the message: how it is, why, what next, and the command", async () => {
    harness.operations.add({ label: "<!here>" });
    const shown = await lookUp(colleague, "customers of +1 (415) 555-1234 complain");
    expect(shown).toContain("*+1 415 555 1234* · &lt;!here&gt; · id 42 · *corrupted* since");
    expect(shown).toContain("*Why:* Twilio rejected the credentials");
    expect(shown).toContain("*Next:*");
    expect(shown).toContain("`/phone show 42`");
  });

  it("shows what an id was, and who owns it now", async () => {
    const { number, resources } = harness.operations.add();
    const sid = resources[0]!.sid;
    harness.operations.records.sids
      .set(TRUNK, { sid: TRUNK, owners: [], leftovers: [aLeftover({ reason: "<@U1> *ok*" })], more: false })
      .set(sid, { sid, owners: [{ number, resources }], leftovers: [], more: false });
    const shown = await lookUp(colleague, `${TRUNK} or ${sid}?`);
    expect(shown).toContain(`\`${TRUNK}\` was the *SIP trunk* of +1 415 555 0100 · Old Line · id 41`);
    expect(shown).toContain("Reason: &lt;@U1&gt; ∗ok∗ · `/phone history 41`");
    expect(shown).toContain(`*SIP trunk* \`${sid}\` belongs to +1 415 555 1234`);
  });

  it("says what is not recorded, and under which ids a number was before", async () => {
    harness.operations.records.formerIds.set("+14155550100", [41]);
    const shown = await lookUp(colleague, `+14155550100 +14155550101 ${TRUNK}`);
    expect(shown).toContain("`+14155550100` is not recorded any more.");
    expect(shown).toContain("It was recorded before: `/phone history 41`");
    expect(shown).toContain("`+14155550101` is not recorded, and was not before");
    expect(shown).toContain(`\`${TRUNK}\` is not recorded: no number owns it`);
  });

  it("reads blocks as well as text", async () => {
    harness.operations.add();
    const link = { type: "link", url: "tel:+14155551234", text: "the support line" };
    const blocks = [
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: [link] }] },
    ] as Block[];
    expect(await lookUp(colleague, "the support line", { blocks })).toContain("id 42");
  });

  it("looks up the first ten of many, and says that there are more", async () => {
    const text = Array.from({ length: 13 }, (_, i) => `+14155550${String(100 + i)}`).join(" ");
    const shown = await lookUp(colleague, text);
    expect(shown).toContain("+14155550109");
    expect(shown).not.toContain("+14155550110");
    expect(shown).toContain("The message names 3 more");
  });

  it("says what it looks for where the message names nothing", async () => {
    const shown = await lookUp(colleague, "good morning");
    expect(shown).toContain("This message names nothing that Lineman looks after.");
    expect(shown).toContain("+14155551234");
  });

  it.each([
    [guest, "Guests of this workspace can neither act nor look here."],
    [stranger, "People of other workspaces can neither act nor look here."],
    [otherBot, "Apps and bots can neither act nor look here."],
  ])("shows nothing to %s", async (user, said) => {
    harness.operations.add();
    expect(await lookUp(user, "+14155551234")).toContain(said);
    expect(harness.operations.callsOf("lookUpMentions")).toEqual([]);
  });

  it("looks once for a request that comes twice, and not at all for another workspace's", async () => {
    const message = await harness.slack.person(requester).say(general, "+14155551234");
    const person = harness.slack.person(colleague);
    const { repeats } = await person.shortcut(SHORTCUT, message, { times: 2 });
    expect(repeats).toHaveLength(1);
    const view = await harness.slack.until(() => harness.slack.viewsOf(colleague).at(-1));
    await person.close(view.id);
    const opened = harness.slack.callsOf("views.open").length;
    const forged = await person.shortcut(SHORTCUT, message, { teamId: "T0000EVIL0" });
    expect(forged.status).toBe(403);
    expect(harness.slack.callsOf("views.open")).toHaveLength(opened);
  });

  it("tells the person in private where Slack did not open the window in time", async () => {
    const message = await harness.slack.person(requester).say(general, "+14155551234");
    await harness.slack.person(colleague).shortcut(SHORTCUT, message, { staleTrigger: true });
    const said = await harness.slack.until(() => harness.slack.ephemerals(colleague).at(-1));
    expect(said.text).toContain("Slack did not open the window in time");
    expect(harness.slack.messages(alerts)).toEqual([]);
  });

  it("was accepted by Slack in everything it sent", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
