import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { colleague, guest } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.operations.kept.clear());

const homeText = (userId: string) => JSON.stringify(harness.slack.homeOf(userId)?.blocks ?? []);

describe("App Home", () => {
  it("shows what is open and how all numbers are, to anybody of the workspace", async () => {
    harness.operations.add();
    harness.operations.add({ id: 43, status: "active" });
    await harness.slack.person(colleague).openHome();
    await harness.slack.until(() => homeText(colleague).includes("1 number needs a person"));
    expect(homeText(colleague)).toContain("case LM-42-1");
    expect(homeText(colleague)).toContain("1 active · 0 deleting · 1 corrupted");
    expect(homeText(colleague)).toContain("as of <!date");
  });

  it("is drawn anew by Refresh", async () => {
    await harness.slack.person(colleague).openHome();
    const home = await harness.slack.until(() => harness.slack.homeOf(colleague));
    harness.operations.add();
    await harness.slack.person(colleague).clickInView(home.id, "refresh_home");
    await harness.slack.until(() => homeText(colleague).includes("1 number needs a person"));
  });

  it("is closed to guests", async () => {
    await harness.slack.person(guest).openHome();
    await harness.slack.until(() => homeText(guest).includes("Guests of this workspace"));
    expect(homeText(guest)).not.toContain("Refresh");
  });

  it("is drawn once for an event that Slack sends again, and not for the Messages tab", async () => {
    const drawn = harness.slack.callsOf("views.publish").length;
    const person = harness.slack.person(colleague);
    await person.openHome({ eventId: "Ev1", times: 3, retry: { num: 1, reason: "http_timeout" } });
    await person.openHome({ tab: "messages" });
    await person.openHome({ eventId: "Ev2" });
    await harness.slack.until(() => harness.slack.callsOf("views.publish").length === drawn + 2);
  });

  it("says so where it cannot be read", async () => {
    const own = await startSlackHarness({
      operations: (fake) => ({ ...fake, homeStatus: async () => Promise.reject(new Error("no database")) }),
    });
    await own.slack.person(colleague).openHome();
    await own.slack.until(() =>
      JSON.stringify(own.slack.homeOf(colleague) ?? {}).includes("Something unexpected happened"),
    );
    await own.close();
  });

  it("was accepted by Slack in everything it sent", () => {
    expect(harness.slack.violations).toEqual([]);
  });
});
