import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { pressedAlert } from "./support/pressed-alert.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, approver, colleague, guest, stranger, otherBot, alerts } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  // Alerts are posted one a second: not in the time of a test.
  harness = await startSlackHarness({ clock: quickClock() });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
  harness.operations.look = () => {};
  harness.slack.clearFaults();
});
const { anAlert, answerAfter } = pressedAlert(() => harness);

describe("Check again", () => {
  it("looks, and tells the count to whoever pressed it", async () => {
    const message = await anAlert();
    harness.operations.look = ([trunk]) => {
      if (trunk) trunk.state = "unknown";
    };
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "check_again"),
    );
    expect(answer).toBe("Checked: 1 cannot tell, 1 gone.");
    expect(harness.operations.callsOf("verifyNumber")).toEqual([[42, { kind: "slack_user", id: requester }]]);
  });

  it.each([
    [
      colleague,
      "Only <!subteam^S000ONCALL> can do this. On call now: <@U000ONCALL>, <@U00SECONDO>. You can look at everything: `/phone show 42`",
    ],
    [guest, "Guests of this workspace can neither act nor look here. <!subteam^S000ONCALL> can help."],
    [stranger, "People of other workspaces can neither act nor look here. <!subteam^S000ONCALL> can help."],
    [otherBot, "Apps and bots can neither act nor look here. <!subteam^S000ONCALL> can help."],
  ])("is refused to %s, and says who can", async (userId, words) => {
    const message = await anAlert();
    expect(await answerAfter(userId, () => harness.slack.person(userId).click(message, "check_again"))).toBe(
      words,
    );
    expect(harness.operations.callsOf("verifyNumber")).toEqual([]);
  });

  it("answers kindly on an alert whose case is over", async () => {
    const message = await anAlert();
    harness.operations.kept.clear();
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "check_again"),
    );
    expect(answer).toContain("This case is over");
  });

  it("does not act on a newer case through an older alert", async () => {
    const message = await anAlert();
    const kept = harness.operations.kept.get(42);
    if (kept?.incident) kept.incident = { ...kept.incident, id: 5000 };
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "check_again"),
    );
    expect(answer).toContain("This case is over");
    expect(harness.operations.callsOf("verifyNumber")).toEqual([]);
  });

  it.each(["", "42", "42:7; drop", "1e9:7", "-1:2"])("does not act on the value %j", async (value) => {
    const message = await anAlert();
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "check_again", { forged: { value } }),
    );
    expect(answer).toContain("nothing was done");
    expect(harness.operations.callsOf("verifyNumber")).toEqual([]);
  });

  it("reaches the person another way where the response_url does not work", async () => {
    const message = await anAlert();
    harness.slack.fail("response_url", { kind: "status", status: 500 });
    await harness.slack.person(requester).click(message, "check_again");
    const answer = await harness.slack.until(() => harness.slack.callsOf("chat.postEphemeral").at(-1));
    expect(answer.args).toMatchObject({
      channel: alerts,
      user: requester,
      text: "Checked: 1 still there, 1 gone.",
    });
  });

  it("writes directly to a person who is not in the channel, where nothing else works", async () => {
    const message = await anAlert();
    harness.slack.fail("response_url", { kind: "status", status: 500 });
    harness.slack.fail("chat.postEphemeral", { kind: "error", error: "user_not_in_channel" });
    await harness.slack.person(requester).click(message, "check_again");
    const told = await harness.slack.until(() => harness.slack.messages("D000ONCALL").at(-1));
    expect(told.text).toBe("Checked: 1 still there, 1 gone.");
  });

  it("explains an unexpected failure with a reference that is in the log", async () => {
    const message = await anAlert();
    harness.operations.look = () => {
      throw new Error("secret inside");
    };
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "check_again"),
    );
    const reference = /reference ([0-9a-f]{8})/.exec(answer)?.[1];
    expect(answer).not.toContain("secret inside");
    expect(harness.log.filter(({ fields }) => fields["reference"] === reference)).toHaveLength(1);
  });
});

describe("Retry clean-up", () => {
  it("starts the clean-up in the name of who pressed it", async () => {
    const message = await anAlert();
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "retry_clean_up"),
    );
    expect(answer).toContain("Clean-up of +1 415 555 1234 started");
    expect(harness.operations.callsOf("retryCleanUp")).toEqual([[42, { kind: "slack_user", id: requester }]]);
  });

  it("says who began it where one is running already", async () => {
    const message = await anAlert();
    const kept = harness.operations.kept.get(42);
    if (kept) kept.number.status = "deleting";
    const answer = await answerAfter(approver, () =>
      harness.slack.person(approver).click(message, "retry_clean_up"),
    );
    expect(answer).toMatch(/is being deleted already\. <@U00SECONDO> began it <!date/);
  });

  it("never tears down a number that works", async () => {
    const message = await anAlert();
    const kept = harness.operations.kept.get(42);
    if (kept) kept.number.status = "active";
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "retry_clean_up"),
    );
    expect(answer).toContain("Number 42 is active");
    expect(harness.operations.callsOf("retryCleanUp")).toEqual([]);
  });
});

describe("everything that was sent", () => {
  it("was accepted by Slack", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
