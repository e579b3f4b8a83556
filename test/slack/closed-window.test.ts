import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { type CorruptedNumber, startTwoPeople, type TwoPeople } from "./support/two-people.ts";
import { textOf } from "./support/windows.ts";

const { requester } = defaults;

let two: TwoPeople;
beforeAll(async () => {
  two = await startTwoPeople();
});
afterAll(() => two.close());

async function open(number: CorruptedNumber, user: string): Promise<ShownView> {
  await two.slack.person(user).click(number.alert(), "force_delete_number");
  return two.slack.until(() => {
    const top = two.slack.viewsOf(user).at(-1);
    return top && !textOf(top).includes("Checking every resource") ? top : undefined;
  });
}

describe("a window that was closed", () => {
  it("is known to be closed, also while it still checks", async () => {
    const number = await two.corruptedNumber();
    const view = await open(number, requester);
    const since = new Date(0);
    expect(await two.harness.database.modals.isOpen(number.id, since, new Date())).toBe(true);
    await two.slack.person(requester).close(view.id);
    await expect.poll(() => two.harness.database.modals.isOpen(number.id, since, new Date())).toBe(false);
  });

  it("before the outcome is drawn: it is said in the person's messages and in the thread", async () => {
    const number = await two.corruptedNumber();
    const view = await open(number, requester);
    const closed = two.slack.until(() =>
      textOf(two.slack.openView(view.id)).includes("Checking every resource"),
    );
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    two.beforeSubmit = () => held;
    await two.slack
      .person(requester)
      .submit(view.id, { digits: number.phoneNumber.slice(-4) }, { unchecked: true });
    await closed;
    await two.slack.person(requester).close(view.id);
    go();
    two.beforeSubmit = null;
    const told = () => two.slack.messages("D000ONCALL").map(({ text }) => text);
    await two.slack.until(() => told().some((text) => text.includes("are still there. Remove them")));
    await expect.poll(() => two.harness.jobs.length).toBeGreaterThan(0);
    await two.settle();
    expect(number.thread().map(textOf).join()).toContain(
      "<@U000ONCALL> wanted to force-delete this. Nothing was deleted: something is still there.",
    );
  });
});
