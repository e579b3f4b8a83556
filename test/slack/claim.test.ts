import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { SlackMessage } from "../../standins/slack/wire.ts";
import { answerAfter } from "./support/answer-after.ts";
import { alertFacts } from "./support/incidents.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, approver, colleague } = defaults;
const clock = quickClock();

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness({ clock });
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
});

/** The alert of an open incident as people see it; its buttons carry 42:1042. */
async function anAlert(changes: Partial<Incident> = {}): Promise<SlackMessage> {
  const kept = harness.operations.add();
  if (kept.incident === null) throw new Error("no incident");
  Object.assign(kept.incident, changes);
  const { number, resources, incident } = kept;
  const facts = alertFacts({ number, resources, incident, readAt: clock.now() });
  const posted = await harness.bot.alerts.post(facts);
  return harness.slack.until(() => harness.slack.message(posted.channel, posted.ts));
}

const textAfter = async (userId: string, act: () => Promise<unknown>) =>
  (await answerAfter(harness, userId, act)).text;

const press = (userId: string, message: SlackMessage, actionId: string) =>
  textAfter(userId, () => harness.slack.person(userId).click(message, actionId));
const snooze = (userId: string, message: SlackMessage, choice: string) =>
  textAfter(userId, () =>
    harness.slack.person(userId).select(message, "snooze_incident", `${choice}@42:1042`),
  );
const actor = (id: string) => ({ kind: "slack_user", id });

describe("Claim and Release", () => {
  it("claim in the name of who pressed it", async () => {
    const answer = await press(requester, await anAlert(), "claim_incident");
    expect(answer).toBe(
      "+1 415 555 1234 (id 42) is yours now. Automatic tries wait until you press Release.",
    );
    expect(harness.operations.callsOf("claimIncident")).toEqual([[1042, actor(requester)]]);
  });

  it("claim once when the same request comes twice", async () => {
    const message = await anAlert();
    const forged = { action_ts: "1700000000.000100" };
    await press(requester, message, "claim_incident");
    await harness.slack.person(requester).click(message, "claim_incident", { forged });
    await harness.slack.person(requester).click(message, "claim_incident", { forged });
    const answered = () => harness.operations.callsOf("claimIncident").length === 2;
    await harness.slack.until(() => (answered() ? true : undefined));
    expect(harness.operations.kept.get(42)?.incident?.claimedBy).toEqual(actor(requester));
  });

  it("tell a person who claims it again that it is theirs", async () => {
    const message = await anAlert();
    await press(requester, message, "claim_incident");
    expect(await press(requester, message, "claim_incident")).toContain("is yours already");
  });

  it("tell the second one who was faster, and since when", async () => {
    const message = await anAlert();
    await press(requester, message, "claim_incident");
    expect(await press(approver, message, "claim_incident")).toMatch(
      /^<@U000ONCALL> claimed \+1 415 555 1234 \(id 42\) before you \(<!date\^.+\), so nothing changed\. To take over/,
    );
    expect(harness.operations.kept.get(42)?.incident?.claimedBy).toEqual(actor(requester));
  });

  it("release one's own claim, and somebody else's with their name", async () => {
    const message = await anAlert({ claimedBy: { kind: "slack_user", id: requester } });
    expect(await press(approver, message, "release_incident")).toContain("was claimed by <@U000ONCALL>");
    expect(await press(approver, message, "release_incident")).toContain("Nobody has claimed");
  });

  it("are refused to colleagues who are not on call", async () => {
    const message = await anAlert();
    expect(await press(colleague, message, "claim_incident")).toContain("Only <!subteam^S000ONCALL>");
    expect(await snooze(colleague, message, "2h")).toContain("Only <!subteam^S000ONCALL>");
    expect(harness.operations.calls.map(({ verb }) => verb)).not.toContain("claimIncident");
  });

  it("say kindly how a case ended that a screen still offers", async () => {
    const message = await anAlert();
    harness.operations.kept.clear();
    expect(await press(requester, message, "claim_incident")).toBe(
      "Lineman does not know this case any more, so nothing was done.",
    );
    expect(await snooze(requester, message, "30m")).toContain("nothing was done");
  });

  it("do nothing for a value that is not ours", async () => {
    const message = await anAlert();
    const forged = { value: "42:7; drop" };
    const answer = await textAfter(requester, () =>
      harness.slack.person(requester).click(message, "claim_incident", { forged }),
    );
    expect(answer).toContain("nothing was done");
    expect(harness.operations.callsOf("claimIncident")).toEqual([]);
  });
});

describe("a button of a case that is over", () => {
  it("has the message drawn anew, so that it shows the end", async () => {
    const message = await anAlert();
    harness.operations.kept.clear();
    expect(await press(requester, message, "check_again")).toContain("being brought up to date");
    expect(harness.operations.callsOf("redrawAlert")).toEqual([[1042]]);
  });
});

describe("Snooze", () => {
  const until = () => harness.operations.callsOf("snoozeIncident").at(-1)?.[1] as Date;

  it.each([
    ["30m", 30],
    ["2h", 120],
  ])("%s is so long from now", async (choice, minutes) => {
    const message = await anAlert();
    const before = clock.now().getTime();
    expect(await snooze(requester, message, choice)).toMatch(/is quiet until <!date\^/);
    expect(until().getTime()).toBeGreaterThanOrEqual(before + minutes * 60_000);
    expect(until().getTime()).toBeLessThan(before + (minutes + 1) * 60_000);
    expect(harness.operations.callsOf("snoozeIncident")[0]?.[2]).toEqual(actor(requester));
  });

  it.each([
    [requester, "Europe/Berlin"],
    [approver, "America/New_York"],
  ])("until tomorrow 09:00 is nine o'clock where %s is", async (userId, timeZone) => {
    await snooze(userId, await anAlert(), "tomorrow");
    const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(until());
    expect(time).toBe("09:00:00");
  });

  it("until tomorrow is in UTC, and says so, where Slack names no time zone", async () => {
    const person = harness.slack.workspace.users.find(({ id }) => id === requester);
    if (!person) throw new Error("nobody");
    const { tz } = person;
    person.tz = null;
    clock.advance(120_000);
    expect(await snooze(requester, await anAlert(), "tomorrow")).toContain("this is 09:00 UTC");
    expect(until().toISOString()).toMatch(/T09:00:00.000Z$/);
    person.tz = tz;
    clock.advance(120_000);
  });

  it("is ended by Wake now, which is offered while it lasts", async () => {
    const snoozedUntil = new Date(clock.now().getTime() + 60_000);
    const message = await anAlert({ snoozedUntil, snoozedBy: { kind: "slack_user", id: approver } });
    expect(await snooze(requester, message, "wake")).toContain("is not quiet any more");
    expect(await snooze(requester, message, "wake")).toContain("is not snoozed");
  });

  it("does nothing for a choice that is not ours", async () => {
    const message = await anAlert();
    const chosen = { type: "static_select", selected_option: { value: "99d@42:1042" } };
    const answer = await textAfter(requester, () =>
      harness.slack.person(requester).click(message, "snooze_incident", { forged: chosen }),
    );
    expect(answer).toContain("nothing was done");
    expect(harness.operations.callsOf("snoozeIncident")).toEqual([]);
  });
});

describe("everything that was sent", () => {
  it("was accepted by Slack", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
