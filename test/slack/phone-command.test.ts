import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PHONE_VERBS } from "../../src/slack/commands/parse-phone-command.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, colleague, guest, general } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
  harness.operations.look = () => {};
});

/** What the person reads after a command: text and blocks of the answer that only they see. */
async function phone(userId: string, text: string): Promise<string> {
  const before = harness.slack.ephemerals(userId).length;
  const ack = await harness.slack.person(userId).command("/phone", text, { channel: general });
  expect(ack).toMatchObject({ status: 200, late: false });
  const answer = await harness.slack.until(() => harness.slack.ephemerals(userId)[before]);
  return `${answer.text}\n${JSON.stringify(answer.blocks)}`;
}

describe("/phone", () => {
  it("lists everything it can do, in order, with an example each", async () => {
    const answer = await phone(colleague, "");
    expect(answer).toContain("What /phone can do");
    const places = PHONE_VERBS.map((verb) => answer.indexOf(`\`/phone ${verb}`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const verb of PHONE_VERBS.filter((each) => each !== "help" && each !== "report"))
      expect(answer).toMatch(new RegExp(`\`/phone ${verb} [^\`<]+\`: [a-z]`));
  });

  it("answers an unknown word with the nearest command, and nothing of it is formatting", async () => {
    const answer = await phone(colleague, "force_delete 42");
    expect(answer).toContain("There is no `/phone force_delete`. Did you mean this?");
    expect(answer).toContain("`/phone force-delete 42`: remove the record");
    expect(await phone(colleague, "<!channel>")).toContain("&lt;!channel&gt;");
  });

  it("lists numbers by status, page by page", async () => {
    for (let id = 1; id <= 20; id += 1) harness.operations.add({ id, phoneNumber: `+1415555${1000 + id}` });
    harness.operations.add({ id: 30, status: "active" });
    const first = await phone(colleague, "list corrupted");
    expect(first).toContain("*20 corrupted phone numbers*, page 1 of 2");
    expect(first).toContain("+1 415 555 1001");
    expect(first).toContain("/phone list corrupted 2");
    expect(await phone(colleague, "list corrupted 2")).toContain("+1 415 555 1020");
    expect(await phone(colleague, "list deleting")).toContain("There are no deleting phone numbers.");
  });

  it("shows a number by id and by number to anybody of the workspace", async () => {
    harness.operations.add();
    for (const text of ["show 42", "show +1 415 555 1234", "42"]) {
      const answer = await phone(colleague, text);
      expect(answer).toContain("*+1 415 555 1234* · Support Line · id 42 · *corrupted*");
      expect(answer).toMatch(/\*SIP trunk\* `TKa{32}`/);
    }
  });

  it.each([
    ["show 99", "There is no phone number with id 99. `/phone list corrupted` shows what is open."],
    ["show 99999999999", "There is no phone number with id 99999999999."],
    ["verify 99", "There is no phone number with id 99."],
    ["show +4930123456", "There is no phone number `+4930123456`."],
    ["show forty-two", "forty-two is neither an id nor a telephone number."],
    ["show", "Which number? `/phone show 42`"],
    ["list everything", "`everything` is no status."],
  ])("answers %j plainly", async (text, words) => {
    expect(await phone(requester, text)).toContain(words);
  });

  it("verifies for people on call, and shows what was found", async () => {
    harness.operations.add();
    const answer = await phone(requester, "verify 42");
    expect(answer).toContain("Checked: 1 still there, 1 gone.");
    expect(await phone(colleague, "verify 42")).toContain("Only <!subteam^S000ONCALL> can do this.");
    expect(harness.operations.callsOf("verifyNumber")).toHaveLength(1);
  });

  it("retries for people on call, never on a number that works", async () => {
    harness.operations.add();
    expect(await phone(colleague, "retry 42")).toContain("Only <!subteam^S000ONCALL> can do this.");
    expect(await phone(requester, "retry 42")).toContain("Clean-up of +1 415 555 1234 started");
    harness.operations.add({ id: 43, status: "active" });
    expect(await phone(requester, "retry 43")).toContain("Number 43 is active");
    expect(harness.operations.callsOf("retryCleanUp")).toHaveLength(1);
  });

  it("opens the force-delete window for a telephone number too", async () => {
    harness.operations.add();
    await harness.slack.person(requester).command("/phone", "force-delete +1 415 555 1234");
    const view = await harness.slack.until(() =>
      harness.slack.viewsOf(requester).find(({ submit }) => submit !== null),
    );
    expect(JSON.stringify(view.blocks)).toContain("id 42");
    await harness.slack.person(requester).close(view.id);
  });

  it("shows nothing to guests", async () => {
    harness.operations.add();
    for (const text of ["help", "list", "show 42", "verify 42"])
      expect(await phone(guest, text)).toContain("Guests of this workspace can neither act nor look here.");
    expect(harness.operations.calls.filter(({ verb }) => verb !== "isFirst")).toEqual([]);
  });

  it("was accepted by Slack in everything it sent", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
