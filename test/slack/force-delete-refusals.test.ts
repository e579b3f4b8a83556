import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { aResource } from "../support/factories.ts";
import { forceDeleteWindow, trunk } from "./support/force-delete-window.ts";
import { type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";
import { textOf } from "./support/windows.ts";

const { requester, approver, colleague, guest } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(async () => {
  expect(harness.slack.violations.filter(({ kind }) => kind !== "missing_scope")).toEqual([]);
  await harness.close();
});
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.look = () => {};
  harness.operations.calls.length = 0;
});
const { open, settled, close } = forceDeleteWindow(() => harness);

describe("the force-delete window", () => {
  it("refuses while something is still there, and looks again on request", async () => {
    harness.operations.add({}, [aResource("twilio_sip_trunk")]);
    const view = await open(requester);
    expect(textOf(view)).toMatch(/The SIP trunk `TKa{32}` is still there \(seen <!date/);
    // Slack's own client sends nothing until Accept leftovers is ticked.
    const digits = { digits: "1234" };
    await harness.slack.person(requester).submit(view.id, digits, { unchecked: true });
    const refused = textOf(await settled(view.id));
    expect(refused).toContain("something is still there, and Accept leftovers was not ticked");
    expect(refused.match(/is still there \(seen/g)).toHaveLength(1);
    expect(harness.operations.kept.size).toBe(1);
    harness.operations.look = (resources) => {
      for (const resource of resources) resource.state = "gone";
    };
    await harness.slack.person(requester).clickInView(view.id, "check_force_delete_again");
    const again = await harness.slack.until(() => {
      const now = harness.slack.openView(view.id);
      return textOf(now).includes("*gone*") ? now : undefined;
    });
    expect(again.state.values["digits"]?.["digits"]).toMatchObject({ value: "1234" });
    await harness.slack.person(requester).submit(view.id);
    expect(textOf(await settled(view.id))).toContain("You force-deleted");
    await close(requester);
  });

  it("tells the slower of two people who was faster", async () => {
    harness.operations.add({}, [trunk()]);
    const [first, second] = [await open(requester), await open(approver)];
    await harness.slack.person(requester).submit(first.id, { digits: "1234" });
    await settled(first.id);
    await harness.slack.person(approver).submit(second.id, { digits: "1234" });
    expect(textOf(await settled(second.id))).toMatch(
      /<@U000ONCALL> force-deleted this number \d+ s before you\. Nothing more to do\./,
    );
    await close(requester);
    await close(approver);
  });

  it("says that the number is active and nothing is done", async () => {
    harness.operations.add({ status: "active" });
    expect(textOf(await open(requester))).toContain(
      "Number 42 is active. Force delete is only allowed for corrupted phone numbers.",
    );
    await close(requester);
  });

  it("says that there is no such number", async () => {
    expect(textOf(await open(requester, 99))).toContain("There is no phone number with id 99.");
    await close(requester);
  });

  it("is refused to colleagues who are not on call, with the names of those who are", async () => {
    harness.operations.add();
    const view = await open(colleague);
    expect(textOf(view)).toContain(
      "Only <!subteam^S000ONCALL> can do this. On call now: <@U000ONCALL>, <@U00SECONDO>.",
    );
    expect(view.submit).toBeNull();
    expect(harness.operations.callsOf("openForceDelete")).toEqual([]);
    await close(colleague);
  });

  it("is refused to guests even on the on-call list", async () => {
    harness.operations.add();
    harness.slack.workspace.usergroups[0]?.users.push(guest);
    await harness.slack.sendEvent({ type: "subteam_updated", subteam: { id: defaults.oncall } });
    expect(textOf(await open(guest))).toContain("Guests of this workspace can neither act nor look here.");
    await close(guest);
    harness.slack.workspace.usergroups[0]?.users.pop();
    await harness.slack.sendEvent({ type: "subteam_updated", subteam: { id: defaults.oncall } });
  });

  it("is refused at the submit to somebody who went off call meanwhile", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    const group = harness.slack.workspace.usergroups[0];
    if (group) group.users = [approver];
    await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(textOf(await settled(view.id))).toContain(
      "Only <!subteam^S000ONCALL> can do this. On call now: <@U00SECONDO>.",
    );
    expect(harness.operations.callsOf("submitForceDelete")).toMatchObject([[{ mayAct: false }]]);
    expect(harness.operations.kept.size).toBe(1);
    if (group) group.users = [requester, approver];
    await harness.slack.sendEvent({ type: "subteam_members_changed", subteam_id: defaults.oncall });
    await close(requester);
  });

  it("does nothing where nobody could be asked who is on call", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    const { scopes } = harness.slack.workspace;
    scopes.splice(scopes.indexOf("usergroups:read"), 1);
    await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(textOf(await settled(view.id))).toContain(
      "I could not check who is on call (Slack: missing_scope usergroups:read), so I will not do this.",
    );
    expect(harness.operations.callsOf("submitForceDelete")).toEqual([]);
    scopes.push("usergroups:read");
    await close(requester);
  });
});
