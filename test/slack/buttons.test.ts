import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView, SlackMessage } from "../../standins/slack/wire.ts";
import { aResource, NOW } from "../support/factories.ts";
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

/** Posts the alert of a corrupted number as operations would, and returns it as people see it. */
async function anAlert(
  resources = [aResource("twilio_sip_trunk"), aResource("livekit_dispatch_rule", { state: "gone" })],
): Promise<SlackMessage> {
  const { number, incident } = harness.operations.add({}, resources);
  if (incident === null) throw new Error("no incident");
  const posted = await harness.bot.alerts.post({
    incident,
    number,
    resources,
    run: null,
    leftovers: [],
    approval: null,
    mentions: true,
    readAt: NOW,
  });
  return harness.slack.until(() => harness.slack.message(posted.channel, posted.ts));
}

async function answerAfter(userId: string, act: () => Promise<unknown>): Promise<string> {
  const before = harness.slack.ephemerals(userId).length;
  await act();
  const answer = await harness.slack.until(() => harness.slack.ephemerals(userId)[before]);
  expect(answer.channel).toBe(alerts);
  return answer.text;
}

async function windowOf(userId: string, until: (view: ShownView) => boolean): Promise<ShownView> {
  return harness.slack.until(() => {
    const view = harness.slack.viewsOf(userId).at(-1);
    return view && until(view) ? view : undefined;
  });
}

const textOf = (view: ShownView) => JSON.stringify(view.blocks);
const tickBlock = (view: ShownView) =>
  String(view.blocks.find(({ block_id }) => block_id?.startsWith("ticks_"))?.block_id);

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

describe("I've cleaned up…", () => {
  const list = aResource("twilio_credential_list", { state: "unknown" });

  it("offers a tick per resource that is open, and records what was ticked", async () => {
    const message = await anAlert([aResource("twilio_sip_trunk", { state: "gone" }), list]);
    await harness.slack.person(requester).click(message, "clean_up_done");
    const view = await windowOf(requester, ({ submit }) => submit !== null);
    expect(textOf(view)).toContain(`"I have removed credential list ${list.sid}"`);
    expect(textOf(view)).not.toContain("SIP trunk");
    await harness.slack.person(requester).submit(view.id, { [tickBlock(view)]: [resourceKey(list)] });
    const end = await windowOf(requester, (now) => textOf(now).includes("Recorded"));
    expect(textOf(end)).toContain("you removed 1 resource yourself");
    expect(harness.operations.callsOf("tickResources")).toEqual([[42, [resourceKey(list)], requester]]);
    await harness.slack.person(requester).close(end.id);
  });

  it("takes back ticks that are not set any more", async () => {
    const message = await anAlert([{ ...list, tickedBy: requester, tickedAt: new Date() }]);
    await harness.slack.person(requester).click(message, "clean_up_done");
    const view = await windowOf(requester, ({ submit }) => submit !== null);
    expect(view.state.values[tickBlock(view)]?.["ticks"]).toMatchObject({ selected_options: [{}] });
    await harness.slack.person(requester).submit(view.id, { [tickBlock(view)]: [] });
    await windowOf(requester, (now) => textOf(now).includes("No tick of yours"));
    expect(harness.operations.callsOf("tickResources")).toEqual([[42, [], requester]]);
    await harness.slack.person(requester).close(view.id);
  });

  it("is refused inside the window to colleagues who are not on call", async () => {
    const message = await anAlert();
    await harness.slack.person(colleague).click(message, "clean_up_done");
    const view = await windowOf(colleague, (now) => textOf(now).includes("Only <!subteam^S000ONCALL>"));
    await harness.slack.person(colleague).close(view.id);
  });

  it("says so where the window could not be opened in time", async () => {
    const message = await anAlert();
    const answer = await answerAfter(requester, () =>
      harness.slack.person(requester).click(message, "clean_up_done", { staleTrigger: true }),
    );
    expect(answer).toContain("Slack did not open the window in time");
  });
});

describe("Force delete…", () => {
  it("opens the same window as the command, for the alert's case only", async () => {
    const message = await anAlert();
    await harness.slack.person(requester).click(message, "force_delete_number");
    const view = await windowOf(requester, ({ submit }) => submit !== null);
    expect(view.callback_id).toBe("force_delete_number");
    await harness.slack.person(requester).close(view.id);
    harness.operations.kept.clear();
    await harness.slack.person(requester).click(message, "force_delete_number");
    const refused = await windowOf(requester, (now) => textOf(now).includes("This case is over"));
    await harness.slack.person(requester).close(refused.id);
  });
});

describe("+N more", () => {
  it("shows everything to anybody of the workspace", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      aResource("twilio_credential_list", { sid: `CL${String(index).padStart(32, "0")}` }),
    );
    const message = await anAlert(many);
    await harness.slack.person(colleague).click(message, "show_all_resources");
    const view = await windowOf(colleague, (now) => textOf(now).includes("30 still there"));
    expect(many.every(({ sid }) => textOf(view).includes(sid))).toBe(true);
    await harness.slack.person(colleague).close(view.id);
  });
});

describe("everything that was sent", () => {
  it("was accepted by Slack", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
