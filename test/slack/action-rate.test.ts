import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Meter } from "../../src/operations/ports/meter.ts";
import { MOST_ACTIONS } from "../../src/slack/action-rate.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { aResource } from "../support/factories.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, approver } = defaults;
const MINUTE_MS = 60_000;

let harness: SlackHarness;
const clock = quickClock();
const refused: string[] = [];
const meter: Pick<Meter, "slackCalled" | "actionRefused"> = {
  slackCalled: () => {},
  actionRefused: ({ kind }) => void refused.push(kind),
};
beforeAll(async () => {
  harness = await startSlackHarness({ clock, paced: true, meter });
});
afterAll(() => harness.close());
beforeEach(() => {
  clock.advance(2 * MINUTE_MS);
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
  refused.length = 0;
});

const me = () => harness.slack.person(requester);
const answers = () => harness.slack.ephemerals(requester);
const TOO_FAST =
  "Not done: you did 30 things in a minute, and Lineman takes no more from one person. Wait 2 s, then try again.";

/** Every command is answered before the next is sent, so that what is counted is what was done. */
async function ask(times: number, userId: string = requester): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const before = harness.slack.ephemerals(userId).length;
    await harness.slack.person(userId).command("/phone", "show 42");
    await harness.slack.until(() => harness.slack.ephemerals(userId).length > before);
  }
}

async function openWindow(): Promise<ShownView> {
  await me().command("/phone", "force-delete 42");
  return harness.slack.until(() => {
    const view = harness.slack.viewsOf(requester).at(-1);
    return view?.blocks.some(({ block_id }) => block_id === "digits") ? view : undefined;
  });
}

describe("somebody who does more things in a minute than a person can", () => {
  it("is told so and when to go on, and nothing is done; a storm's clicks are all done", async () => {
    harness.operations.add();
    await ask(MOST_ACTIONS);
    expect(harness.operations.callsOf("showNumber")).toHaveLength(MOST_ACTIONS);
    const ack = await me().command("/phone", "show 42");
    expect(ack).toMatchObject({ status: 200, late: false, body: "" });
    await harness.slack.until(() => answers().at(-1)?.text === TOO_FAST);
    expect(harness.operations.callsOf("showNumber")).toHaveLength(MOST_ACTIONS);
    expect(refused).toEqual(["command"]);
  });

  it("may go on when the time is over, for what was refused does not count", async () => {
    harness.operations.add();
    await ask(MOST_ACTIONS + 5);
    expect(harness.operations.callsOf("showNumber")).toHaveLength(MOST_ACTIONS);
    clock.advance(2_000);
    await ask(1);
    expect(harness.operations.callsOf("showNumber")).toHaveLength(MOST_ACTIONS + 1);
  });

  it("keeps nobody else from acting", async () => {
    harness.operations.add();
    await ask(MOST_ACTIONS + 1);
    harness.operations.calls.length = 0;
    await ask(3, approver);
    expect(harness.operations.callsOf("showNumber")).toHaveLength(3);
  });

  it("is told at the form, which keeps what was filled in, and may send it again", async () => {
    harness.operations.add({}, [aResource("twilio_sip_trunk", { state: "gone" })]);
    const view = await openWindow();
    await ask(MOST_ACTIONS - 1);
    const ack = await me().submit(view.id, { digits: "1234" });
    expect(ack).toMatchObject({ status: 200, late: false });
    expect(Object.values(ack.errors)).toEqual([TOO_FAST]);
    expect(harness.operations.callsOf("submitForceDelete")).toEqual([]);
    expect(refused).toEqual(["submission"]);
    clock.advance(2_000);
    expect((await me().submit(view.id, {})).errors).toEqual({});
    await harness.slack.until(() => harness.operations.callsOf("submitForceDelete").length === 1);
  });

  it("is told in their own messages for a button of a window, and may still open Home", async () => {
    harness.operations.add({}, [aResource("twilio_sip_trunk", { state: "present" })]);
    await me().command("/phone", "force-delete 42");
    const view = await harness.slack.until(() => {
      const shown = harness.slack.viewsOf(requester).at(-1);
      return JSON.stringify(shown?.blocks ?? []).includes("check_force_delete_again") ? shown : undefined;
    });
    await ask(MOST_ACTIONS - 1);
    await me().clickInView(view.id, "check_force_delete_again");
    await harness.slack.until(() =>
      JSON.stringify(harness.slack.callsOf("chat.postMessage")).includes(TOO_FAST),
    );
    expect(refused).toEqual(["button"]);
    await me().openHome();
    await harness.slack.until(() => harness.operations.callsOf("showHome").length === 1);
  });

  it("counts a request that comes twenty times once", async () => {
    harness.operations.add();
    await me().command("/phone", "show 42", { times: 20, atOnce: true });
    await ask(MOST_ACTIONS - 1);
    expect(refused).toEqual([]);
  });
});
