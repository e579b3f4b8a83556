import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { type HomeHarness, startHomeHarness } from "./support/home-harness.ts";
import { startSlackHarness } from "./support/slack-harness.ts";

const { colleague, guest, requester } = defaults;

let harness: HomeHarness;
beforeEach(async () => {
  harness = await startHomeHarness();
});
afterEach(async () => {
  expect(harness.slack.violations).toEqual([]);
  await harness.close();
});

const person = (id: string) => harness.slack.person(id);
const press = async (userId: string, actionId: string, forged?: { value: string }) => {
  const { id } = harness.homeOf(userId)!;
  return harness.drawn(userId, () => person(userId).clickInView(id, actionId, forged ? { forged } : {}));
};
const choose = (userId: string, filter: string) =>
  harness.drawn(userId, () =>
    person(userId).selectInView(harness.homeOf(userId)!.id, "filter_home", `${filter}@`),
  );

describe("App Home", () => {
  it("shows what is open and how everything is, to anybody of the workspace", async () => {
    const { incident } = await harness.open();
    await harness.opened(colleague);
    const text = harness.textOf(colleague);
    expect(text).toContain("1 number needs a person");
    expect(text).toContain("as of <!date");
    expect(text).toContain("*Unclaimed*, oldest first");
    expect(text).toContain(`case LM-${incident.phoneNumberId}-1`);
    expect(text).toContain("0 active · 0 deleting · 1 corrupted");
    expect(text).toContain("• Slack: ok");
  });

  it("calls mine what I have claimed, and somebody's what they have", async () => {
    const { incident } = await harness.open();
    await harness.database.incidents.change(incident.id, {
      claimedBy: { kind: "slack_user", id: requester },
    });
    await harness.opened(requester);
    expect(harness.textOf(requester)).toContain("*Yours*");
    await harness.opened(colleague);
    expect(harness.textOf(colleague)).toContain("*Somebody has it*");
    expect(harness.textOf(colleague)).toContain(`claimed by <@${requester}>`);
  });

  it("shows what was chosen, and goes on showing it after Refresh and when it is opened again", async () => {
    await harness.open("Open one");
    await harness.database.numbers.create(
      {
        ...(await recordCorrupted(harness.database)).number,
        phoneNumber: "+4930123456",
        label: "Working",
        status: "active",
      },
      null,
    );
    await harness.opened(colleague);
    await choose(colleague, "active");
    expect(harness.textOf(colleague)).toContain("Working");
    expect(harness.textOf(colleague)).not.toContain("Open one");
    await press(colleague, "refresh_home");
    expect(harness.textOf(colleague)).toContain("Working");
    await harness.opened(colleague);
    expect(harness.textOf(colleague)).toContain("Working");
    await choose(colleague, "mine");
    expect(harness.textOf(colleague)).toContain("You have nothing claimed");
  });

  it("turns pages, and never to one that there is not", async () => {
    for (let index = 1; index <= 20; index += 1)
      await harness.open(`Line ${String(index).padStart(2, "0")}.`);
    await harness.opened(colleague);
    expect(harness.textOf(colleague)).toContain("Line 15.");
    expect(harness.textOf(colleague)).not.toContain("Line 16.");
    await press(colleague, "next_home_page");
    expect(harness.textOf(colleague)).toContain("Line 20.");
    expect(harness.textOf(colleague)).not.toContain("Line 15.");
    expect(harness.textOf(colleague)).toContain("Page 2 of 2 · 20 open incidents");
    await press(colleague, "previous_home_page");
    expect(harness.textOf(colleague)).toContain("Line 01.");
    await press(colleague, "next_home_page", { value: "open:999999" });
    expect(harness.textOf(colleague)).toContain("Page 2 of 2");
    await press(colleague, "next_home_page", { value: "'; drop table incidents" });
    expect(harness.textOf(colleague)).toContain("Page 1 of 2");
  });

  it("shows a number as /phone show does, and says where there is none any more", async () => {
    const { number } = await harness.open();
    const { id } = await harness.opened(colleague);
    await person(colleague).clickInView(id, "show_number");
    const window = () => JSON.stringify(harness.slack.viewsOf(colleague).at(-1)?.blocks ?? "");
    await harness.slack.until(() => window().includes("*Resources:*"));
    expect(window()).toContain(`/phone retry ${number.id}`);
    await person(colleague).clickInView(id, "show_number", { forged: { value: "999" } });
    await harness.slack.until(() => window().includes("no phone number with id 999"));
  });

  it("is closed to guests, whatever they press", async () => {
    await harness.open("Secret line");
    await harness.opened(colleague);
    await person(guest).openHome();
    await harness.slack.until(() => harness.textOf(guest).includes("Guests of this workspace"));
    const forged = { action_id: "refresh_home", value: "open:1" };
    const before = harness.drawnFor(guest);
    await person(guest).clickInView(harness.homeOf(guest)!.id, "refresh_home", { forged });
    await harness.slack.until(() => harness.drawnFor(guest) > before);
    expect(harness.textOf(guest)).not.toContain("Secret line");
    expect(harness.textOf(guest)).not.toContain("Refresh");
    expect(await harness.database.homeViews.find(guest)).toBeNull();
  });

  it("is drawn once for an event that Slack sends again, and not for the Messages tab", async () => {
    await person(colleague).openHome({ eventId: "Ev1", times: 3, retry: { num: 1, reason: "http_timeout" } });
    await person(colleague).openHome({ tab: "messages" });
    await person(colleague).openHome({ eventId: "Ev2" });
    await harness.slack.until(() => harness.drawnFor(colleague) === 2);
  });

  it("says so where it cannot be read", async () => {
    const own = await startSlackHarness({
      operations: (fake) => ({ ...fake, showHome: async () => Promise.reject(new Error("no database")) }),
    });
    await own.slack.person(colleague).openHome();
    await own.slack.until(() =>
      JSON.stringify(own.slack.homeOf(colleague) ?? {}).includes("Something unexpected happened"),
    );
    await own.close();
  });
});
