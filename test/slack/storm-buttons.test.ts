import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Storm } from "../../src/domain/storm.ts";
import type { StormFacts } from "../../src/operations/ports/storm-channel.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { SlackMessage } from "../../standins/slack/wire.ts";
import { NOW } from "../support/factories.ts";
import { answerAfter } from "./support/answer-after.ts";
import { anIncident } from "./support/incidents.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";
import { aStorm, stormFacts, stormMembers } from "./support/storms.ts";

const { requester, approver, colleague, alerts } = defaults;

let harness: SlackHarness;
const answers: Partial<SlackHarness["operations"]> = {};
beforeAll(async () => {
  harness = await startSlackHarness({
    clock: quickClock(),
    operations: (fake) =>
      new Proxy(fake, { get: (target, verb) => Reflect.get(answers, verb) ?? Reflect.get(target, verb) }),
  });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
  for (const verb of Object.keys(answers)) delete answers[verb as keyof typeof answers];
});

async function aStormMessage(facts: StormFacts = stormFacts()): Promise<SlackMessage> {
  const posted = await harness.bot.alerts.storms.post(facts);
  return harness.slack.until(() => harness.slack.message(posted.channel, posted.ts));
}

const textAfter = async (userId: string, act: () => Promise<unknown>) =>
  (await answerAfter(harness, userId, act)).text;

const press = (message: SlackMessage, action: string, userId: string = requester) =>
  textAfter(userId, () => harness.slack.person(userId).click(message, action));

describe("the buttons of a storm's message", () => {
  it.each([
    [
      "retry_storm",
      "startStormWork",
      [9, "retry", { kind: "slack_user", id: requester }],
      "Retry all started for 23 numbers",
    ],
    [
      "check_storm",
      "startStormWork",
      [9, "check", { kind: "slack_user", id: requester }],
      "Check all started for 23 numbers",
    ],
    ["claim_storm", "claimStorm", [9, { kind: "slack_user", id: requester }], "These numbers are yours now"],
  ])("%s acts for whoever pressed it, and answers them alone", async (action, verb, args, words) => {
    expect(await press(await aStormMessage(), action)).toContain(words);
    expect(harness.operations.callsOf(verb)).toEqual([args]);
  });

  it("Release ends the claim", async () => {
    const claimed = stormFacts({
      storm: aStorm({ claimedBy: { kind: "slack_user", id: approver }, claimedAt: NOW }),
    });
    expect(await press(await aStormMessage(claimed), "release_storm")).toContain("not yours any more");
  });

  it("the snooze menu knows the person's choice", async () => {
    const message = await aStormMessage();
    const answer = await textAfter(requester, () =>
      harness.slack.person(requester).select(message, "snooze_storm", "2h@storm:9:1"),
    );
    expect(answer).toContain("These numbers are quiet until");
    const [[stormId, until]] = harness.operations.callsOf("snoozeStorm") as [[number, Date]];
    expect([stormId, until.getTime() > Date.now()]).toEqual([9, true]);
  });

  it.each(["retry_storm", "check_storm", "claim_storm", "open_storm_member"])(
    "%s is refused to somebody who is not on call, and says who can",
    async (action) => {
      expect(await press(await aStormMessage(), action, colleague)).toContain("can do this. On call now:");
      expect(harness.operations.calls.filter(({ verb }) => verb.includes("torm"))).toEqual([]);
    },
  );

  it.each(["", "9", "storm:9", "storm:0:1", "storm:9:1; drop", "42:7"])(
    "does not act on the value %j",
    async (value) => {
      const message = await aStormMessage();
      const answer = await textAfter(requester, () =>
        harness.slack.person(requester).click(message, "retry_storm", { forged: { value } }),
      );
      expect(answer).toContain("nothing was done");
      expect(harness.operations.callsOf("startStormWork")).toEqual([]);
    },
  );

  it("a second click is told who started it", async () => {
    const work = {
      kind: "retry",
      by: { kind: "slack_user", id: approver },
      startedAt: NOW,
      endedAt: null,
      obstacle: null,
    } as const;
    answers.startStormWork = async () => ({ result: "busy", work });
    expect(await press(await aStormMessage(), "retry_storm")).toMatch(
      /^<@U00SECONDO> started Retry all <!date.*it is not over yet/,
    );
  });

  it("after the end they say that all is settled", async () => {
    const storm: Storm = aStorm({ endedAt: NOW });
    answers.startStormWork = async () => ({ result: "over", storm });
    expect(await press(await aStormMessage(), "retry_storm")).toContain("All these numbers are settled");
  });
});

describe("Open", () => {
  it("tells where the number's own alert stands, as soon as that is posted", async () => {
    const { number, resources, incident } = harness.operations.add({ id: 42 });
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
    const own = { ...incident, alertChannel: posted.channel, alertTs: posted.ts };
    answers.openStormMember = async () => {
      const kept = harness.operations.kept.get(42);
      if (kept) kept.incident = own;
      return { result: "opened", incident };
    };
    const answer = await press(await aStormMessage(), "open_storm_member");
    expect(answer).toMatch(
      new RegExp(
        `has an alert of its own: <https://[\\w.-]+/archives/${alerts}/p${posted.ts.replace(".", "")}\\|open it>`,
      ),
    );
  });

  it("says that the number is settled where it is", async () => {
    answers.openStormMember = async () => ({ result: "over", incident: anIncident() });
    expect(await press(await aStormMessage(), "open_storm_member")).toContain("is settled already");
  });
});

describe("All numbers", () => {
  it("opens a window, and turns its pages", async () => {
    const members = stormMembers(45);
    answers.listStormMembers = async (_id, page) => ({
      storm: aStorm(),
      counts: { open: 45, ownMessage: 0, removed: 0, forceDeleted: 0, resolvedElsewhere: 0 },
      members: members.slice((page - 1) * 20, page * 20),
      page,
      pages: 3,
    });
    const message = await aStormMessage();
    await harness.slack.person(requester).click(message, "show_storm_numbers");
    const shown = (words: string) =>
      harness.slack.until(() => {
        const view = harness.slack.viewsOf(requester).at(-1);
        return view && JSON.stringify(view.blocks).includes(words) ? view : undefined;
      });
    const first = await shown("page 1 of 3");
    await harness.slack.person(requester).clickInView(first.id, "next_storm_page");
    const second = await shown("page 2 of 3");
    expect(JSON.stringify(second.blocks)).toContain("id 62");
    await harness.slack.person(requester).clickInView(second.id, "previous_storm_page");
    await shown("page 1 of 3");
  });
});

describe("its outbox", () => {
  it("finds a message whose answer was lost by its metadata, and a line of its thread", async () => {
    const message = await aStormMessage();
    const since = new Date(Date.now() - 60_000);
    const { storms } = harness.bot.alerts;
    expect(await storms.findPosted(9, since)).not.toBeNull();
    expect(await storms.findPosted(10, since)).toBeNull();
    const at = { channel: message.channel, ts: message.ts };
    const note = {
      id: 77,
      text: "started Retry all.",
      by: null,
      mention: null,
      broadcast: false,
      about: null,
      triedAt: null,
    };
    const ts = await storms.reply(at, note, aStorm());
    expect(await storms.findReply(at, 77)).toBe(ts);
    expect(await storms.findReply(at, 78)).toBeNull();
  });

  it("says that a person deleted the message", async () => {
    const message = await aStormMessage();
    await harness.slack.person(requester).remove(message);
    const at = { channel: message.channel, ts: message.ts };
    expect(await harness.bot.alerts.storms.update(stormFacts(), at)).toBe("gone");
  });
});
