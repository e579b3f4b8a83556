import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { aResource } from "../support/factories.ts";
import { pressedAlert } from "./support/pressed-alert.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";
import { textOf, tickBlock } from "./support/windows.ts";

const { requester, colleague } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  // Alerts are posted one a second: not in the time of a test.
  harness = await startSlackHarness({ clock: quickClock() });
});
afterAll(async () => {
  expect(harness.slack.violations).toEqual([]);
  expect(harness.slack.warnings).toEqual([]);
  await harness.close();
});
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
});
const { anAlert, answerAfter } = pressedAlert(() => harness);

async function windowOf(userId: string, until: (view: ShownView) => boolean): Promise<ShownView> {
  return harness.slack.until(() => {
    const view = harness.slack.viewsOf(userId).at(-1);
    return view && until(view) ? view : undefined;
  });
}

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

  it("says what to do where the same form came before, and nobody may have written it down", async () => {
    const message = await anAlert([list]);
    await harness.slack.person(requester).click(message, "clean_up_done");
    const view = await windowOf(requester, ({ submit }) => submit !== null);
    const remembered = vi.spyOn(harness.operations, "isFirst").mockResolvedValue(false);
    const again = await harness.slack
      .person(requester)
      .submit(view.id, { [tickBlock(view)]: [resourceKey(list)] });
    remembered.mockRestore();
    expect(again.body).toContain("they were not written down: open the window again");
    await harness.slack.person(requester).close(view.id);
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
