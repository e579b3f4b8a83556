import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { type HomeHarness, startHomeHarness } from "./support/home-harness.ts";
import { aHomeStatus } from "./support/home-status.ts";

const { colleague, requester, approver } = defaults;
const MINUTE = 60_000;

let harness: HomeHarness;
beforeEach(async () => {
  harness = await startHomeHarness();
});
afterEach(async () => {
  expect(harness.slack.violations).toEqual([]);
  await harness.close();
});

/** A number becomes corrupted, and whoever shows it tells of the change. */
async function change(label: string): Promise<void> {
  await harness.open(label);
  await harness.homesChanged();
}
const jobs = () => harness.database.takeJobs().filter(({ name }) => name === "publish_homes");
const hashConflicts = () =>
  harness.slack.callsOf("views.publish").filter(({ answer }) => answer?.error === "hash_conflict").length;

describe("after a change, Home", () => {
  it("is drawn anew for people who opened it in the last 15 minutes, as they had chosen", async () => {
    await harness.opened(colleague);
    const { id } = await harness.opened(requester);
    await harness.drawn(requester, () =>
      harness.slack.person(requester).selectInView(id, "filter_home", "mine@"),
    );
    jobs();
    harness.clock.advance(15 * MINUTE);
    await change("New trouble");
    expect(jobs()).toHaveLength(1);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.textOf(colleague)).toContain("New trouble");
    expect(harness.textOf(requester)).toContain("1 number needs a person");
    expect(harness.textOf(requester)).toContain("You have nothing claimed");
  });

  it("is left alone where it was opened longer ago, and then no job is enqueued", async () => {
    await harness.opened(colleague);
    jobs();
    harness.clock.advance(15 * MINUTE + 1);
    await change("New trouble");
    expect(jobs()).toEqual([]);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.drawnFor(colleague)).toBe(1);
  });

  it("is drawn at most every ten seconds, and the last change is never lost", async () => {
    await harness.opened(colleague);
    harness.clock.advance(4_000);
    await change("First");
    await change("Second");
    expect(await harness.publishHomes()).toEqual({ done: false, retryAfterMs: 6_000 });
    expect(harness.drawnFor(colleague)).toBe(1);
    harness.clock.advance(6_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.drawnFor(colleague)).toBe(2);
    expect(harness.textOf(colleague)).toContain("Second");
    await change("Third");
    expect(await harness.publishHomes()).toEqual({ done: false, retryAfterMs: 10_000 });
    harness.clock.advance(10_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.textOf(colleague)).toContain("Third");
    // Nothing has changed since.
    harness.clock.advance(10_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.drawnFor(colleague)).toBe(3);
  });

  it("does not keep others waiting for somebody whose Home was drawn just now", async () => {
    await harness.opened(colleague);
    harness.clock.advance(9_000);
    await harness.opened(requester);
    harness.clock.advance(1_000);
    await change("New trouble");
    expect(await harness.publishHomes()).toEqual({ done: false, retryAfterMs: 9_000 });
    expect(harness.textOf(colleague)).toContain("New trouble");
    expect(harness.textOf(requester)).not.toContain("New trouble");
  });

  it("tells somebody who may not look any more once, and then nothing", async () => {
    await harness.opened(colleague);
    harness.slack.workspace.users.find(({ id }) => id === colleague)!.isRestricted = true;
    harness.clock.advance(2 * MINUTE);
    await change("New trouble");
    await harness.publishHomes();
    expect(harness.textOf(colleague)).toContain("Guests of this workspace");
    expect(harness.textOf(colleague)).not.toContain("New trouble");
    harness.clock.advance(MINUTE);
    await change("More trouble");
    await harness.publishHomes();
    expect(harness.drawnFor(colleague)).toBe(2);
  });

  it("is drawn for everybody else where it cannot be drawn for one, who follows", async () => {
    for (const userId of [colleague, requester, approver]) await harness.opened(userId);
    harness.clock.advance(MINUTE);
    await change("New trouble");
    const ofOne = { when: (args: Record<string, unknown>) => args["user_id"] === requester };
    harness.slack.fail("views.publish", { kind: "error", error: "invalid_arguments" }, ofOne);
    await expect(harness.publishHomes()).rejects.toThrow("1 Homes were not drawn");
    for (const userId of [colleague, approver]) expect(harness.textOf(userId)).toContain("New trouble");
    expect(harness.textOf(requester)).not.toContain("New trouble");
    harness.clock.advance(10_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.textOf(requester)).toContain("New trouble");
    expect(harness.drawnFor(colleague)).toBe(2);
  });

  it("waits as long as Slack asks to, and loses nobody", async () => {
    for (const userId of [colleague, requester]) await harness.opened(userId);
    harness.clock.advance(MINUTE);
    await change("New trouble");
    harness.slack.fail("views.publish", { kind: "ratelimited", retryAfterSeconds: 30 });
    expect(await harness.publishHomes()).toEqual({ done: false, retryAfterMs: 30_000 });
    harness.clock.advance(30_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    for (const userId of [colleague, requester]) expect(harness.textOf(userId)).toContain("New trouble");
  });

  it("is not shown to somebody of whom Slack does not say who they are, until it does", async () => {
    await harness.opened(colleague);
    harness.clock.advance(2 * MINUTE);
    await change("New trouble");
    harness.slack.fail("users.info", { kind: "ratelimited", retryAfterSeconds: 20 });
    expect(await harness.publishHomes()).toEqual({ done: false, retryAfterMs: 20_000 });
    expect(harness.drawnFor(colleague)).toBe(1);
    harness.clock.advance(20_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.textOf(colleague)).toContain("New trouble");
  });
});

describe("a Home that was drawn anew in the meantime", () => {
  it("is read again and drawn once more, so that nothing older stays", async () => {
    await harness.opened(colleague);
    harness.clock.advance(MINUTE);
    // Another process draws, and has not written down yet what it drew.
    await harness.bot.homes.draw(aHomeStatus({ userId: colleague }), null);
    await change("New trouble");
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(hashConflicts()).toBeGreaterThan(0);
    expect(harness.textOf(colleague)).toContain("New trouble");
    const conflicts = hashConflicts();
    harness.clock.advance(MINUTE);
    await change("More trouble");
    await harness.publishHomes();
    expect(hashConflicts()).toBe(conflicts);
  });

  it("shows what its person chose meanwhile, not what the job had read before", async () => {
    const { id } = await harness.opened(colleague);
    harness.clock.advance(MINUTE);
    await change("New trouble");
    // The job reads, the person chooses, then the job draws.
    const { overview } = harness.database;
    const { listOpen } = overview;
    overview.listOpen = async (...asked) => {
      overview.listOpen = listOpen;
      const read = await listOpen(...asked);
      await harness.drawn(colleague, () =>
        harness.slack.person(colleague).selectInView(id, "filter_home", "active@"),
      );
      return read;
    };
    await harness.publishHomes();
    expect(hashConflicts()).toBe(1);
    expect(harness.textOf(colleague)).toContain("There are no active numbers");
  });
});

describe("a Home that Slack does not take when it is opened", () => {
  it("is drawn by the job after the time that Slack asks for", async () => {
    harness.slack.fail("views.publish", { kind: "ratelimited", retryAfterSeconds: 7 });
    await harness.slack.person(colleague).openHome();
    await harness.slack.until(() => harness.slack.callsOf("views.publish").length > 0);
    await harness.slack.until(() => harness.database.tables().jobs.length > 0);
    expect(jobs()).toEqual([{ name: "publish_homes", startAfterMs: 7_000 }]);
    harness.clock.advance(10_000);
    expect(await harness.publishHomes()).toEqual({ done: true });
    expect(harness.textOf(colleague)).toContain("No number needs a person");
  });
});
