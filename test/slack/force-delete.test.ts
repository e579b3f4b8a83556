import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { aResource } from "../support/factories.ts";
import { forceDeleteWindow, trunk } from "./support/force-delete-window.ts";
import { aGate, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";
import { textOf, tickBlock } from "./support/windows.ts";

const { requester, approver } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.look = () => {};
  harness.operations.secondApprover = "off";
  harness.operations.formTakesMs = 0;
  harness.operations.calls.length = 0;
  harness.slack.clearFaults();
});

const { open, settled, close } = forceDeleteWindow(() => harness);

const unknown = { state: "unknown", cause: "timeout", detail: "Twilio did not answer in 10 s" } as const;
const list = () => aResource("twilio_credential_list", unknown);

describe("the force-delete window", () => {
  it("opens in its checking state before anything is looked at", async () => {
    harness.operations.add({}, [trunk(), list()]);
    const looking = aGate();
    harness.operations.look = () => looking.passed;
    const ack = await harness.slack.person(requester).command("/phone", "force-delete 42");
    expect(ack).toMatchObject({ status: 200, late: false, body: "" });
    const view = await harness.slack.until(() => harness.slack.viewsOf(requester).at(-1));
    expect(textOf(view)).toContain("Checking every resource");
    expect(view.submit).toBeNull();
    looking.open();
    const sheet = await settled(view.id);
    expect(sheet.submit).toMatchObject({ text: "Force delete" });
    await close(requester);
  });

  it("shows every resource with its word, and asks for ticks, digits and a reason", async () => {
    harness.operations.add({}, [trunk(), list()]);
    const view = await open(requester);
    expect(view.blocks[0]).toMatchObject({ type: "alert", level: "error" });
    expect(textOf(view)).toMatch(/\*SIP trunk\* `TKa{32}` · \*gone\*/);
    expect(textOf(view)).toMatch(
      /\*Credential list\* `CLa{32}`\\n\*cannot tell\*.*Twilio did not answer in 10 s/,
    );
    expect(textOf(view)).toContain(`"I have removed credential list ${list().sid}"`);
    expect(textOf(view)).toContain("Reason (needed because not everything is proven gone)");
    expect(view.private_metadata).toMatch(/^[0-9a-f-]{36}$/);
    await close(requester);
  });

  it("asks for no reason where all is proven gone, and deletes on the right digits", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    expect(view.blocks.find(({ block_id }) => block_id === "reason")).toMatchObject({ optional: true });
    const ack = await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(ack.errors).toEqual({});
    expect(textOf(await settled(view.id))).toContain("You force-deleted +1 415 555 1234 <!date");
    expect(harness.operations.kept.size).toBe(0);
    await close(requester);
  });

  it("answers wrong fields at the fields, and lets the corrected form through", async () => {
    harness.operations.add({}, [trunk(), list(), aResource("livekit_inbound_trunk", unknown)]);
    const view = await open(requester);
    const ticks = tickBlock(view);
    const person = harness.slack.person(requester);
    const first = await person.submit(view.id, {
      digits: "9999",
      reason: " ",
      [ticks]: [resourceKey(list())],
    });
    expect(first.errors).toEqual({
      digits: "These are not the last four digits of +14155551234.",
      reason: "Say why this is safe: not everything is proven gone.",
      [ticks]: "Tick each one that you have removed yourself: 1 not ticked yet.",
    });
    expect(harness.operations.callsOf("submitForceDelete")).toEqual([]);
    const second = await person.submit(view.id, {
      digits: "1234",
      reason: "removed by hand, OPS-812",
      [ticks]: [resourceKey(list()), "livekit_inbound_trunk:ST_inbound"],
    });
    expect(second.errors).toEqual({});
    const end = textOf(await settled(view.id));
    expect(end).toContain("You force-deleted");
    expect(end).toContain("Credential list `CLa");
    expect(harness.operations.callsOf("submitForceDelete")).toHaveLength(1);
    await close(requester);
  });

  it("sends the same submission on once, however often it comes", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    await harness.slack.person(requester).submit(view.id, { digits: "1234" }, { times: 20, atOnce: true });
    await harness.slack.until(() => harness.operations.callsOf("submitForceDelete").length > 0 || undefined);
    expect(harness.operations.callsOf("submitForceDelete")).toHaveLength(1);
    await close(requester);
  });

  it("does not let the window go without a word where the same submission came before: nobody may have acted on it", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    const remembered = vi.spyOn(harness.operations, "isFirst").mockResolvedValue(false);
    const again = await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    remembered.mockRestore();
    expect(again.body).toContain("nothing was done: press Force delete there again");
    await close(requester);
  });

  it("lets the same form through again after an answer that came almost too late", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    harness.operations.formTakesMs = 1700;
    const first = await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(first.errors).toEqual({
      digits: "The database answered too slowly, so nothing was done. Send it again.",
    });
    harness.operations.formTakesMs = 0;
    await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(textOf(await settled(view.id))).toContain("You force-deleted");
    await close(requester);
  });

  it("does nothing, and says so, where the answer came too late for Slack", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    harness.operations.formTakesMs = 2700;
    const ack = await harness.slack
      .person(requester)
      .submit(view.id, { digits: "1234" }, { mayBeUnanswered: true });
    expect(ack.status).not.toBe(200);
    const told = () => harness.slack.messages("D000ONCALL").map(({ text }) => text);
    await harness.slack.until(() => told().some((text) => text.includes("this was not done")));
    expect(harness.operations.kept.size).toBe(1);
    harness.operations.formTakesMs = 0;
    await close(requester);
  });

  it("starts with the ticks that were made in the alert", async () => {
    harness.operations.add({}, [{ ...list(), tickedBy: approver, tickedAt: new Date() }]);
    const view = await open(requester);
    expect(view.state.values[tickBlock(view)]?.["ticks"]).toMatchObject({
      selected_options: [{ value: resourceKey(list()) }],
    });
    await close(requester);
  });

  it("draws what changed, keeps what was typed, and drops the tick whose facts moved", async () => {
    const inbound = aResource("livekit_inbound_trunk", unknown);
    harness.operations.add({}, [list(), inbound]);
    const view = await open(requester);
    harness.operations.look = (resources) => {
      const found = resources.find(({ kind }) => kind === "twilio_credential_list");
      if (found) found.state = "present";
    };
    await harness.slack.person(requester).submit(view.id, {
      digits: "1234",
      reason: "by hand",
      [tickBlock(view)]: [resourceKey(list()), resourceKey(inbound)],
    });
    const redrawn = await settled(view.id);
    const words = textOf(redrawn).replaceAll('\\"', '"');
    expect(words).toContain('the credential list was "cannot tell", it is "still there" now');
    expect(words).toContain('*changed:* was "cannot tell", is "still there" now');
    expect(redrawn.state.values["digits"]?.["digits"]).toMatchObject({ value: "1234" });
    expect(redrawn.state.values["reason"]?.["reason"]).toMatchObject({ value: "by hand" });
    expect(tickBlock(redrawn)).not.toBe(tickBlock(view));
    expect(redrawn.state.values[tickBlock(redrawn)]?.["ticks"]).toMatchObject({
      selected_options: [{ value: resourceKey(inbound) }],
    });
    expect(harness.operations.kept.size).toBe(1);
    await close(requester);
  });

  it("looks once when Check again is pressed twice", async () => {
    harness.operations.add({}, [aResource("twilio_sip_trunk")]);
    const view = await open(requester);
    const looks = harness.operations.callsOf("checkForceDelete").length;
    const press = () => harness.slack.person(requester).clickInView(view.id, "check_force_delete_again");
    await Promise.all([press(), press()]);
    const conflicts = () =>
      harness.slack.callsOf("views.update").filter(({ answer }) => answer?.error === "hash_conflict");
    await harness.slack.until(() => conflicts().length === 1);
    await harness.slack.until(() => harness.operations.callsOf("checkForceDelete").length > looks);
    await settled(view.id);
    expect(harness.operations.callsOf("checkForceDelete")).toHaveLength(looks + 1);
    await close(requester);
  });

  it("says that a second person is needed where that is required", async () => {
    harness.operations.secondApprover = "required";
    harness.operations.add({}, [list()]);
    const view = await open(requester);
    await harness.slack.person(requester).submit(view.id, {
      digits: "1234",
      reason: "by hand",
      [tickBlock(view)]: [resourceKey(list())],
    });
    expect(textOf(await settled(view.id))).toMatch(
      /Asked: <!subteam\^S000ONCALL> can approve or decline it .* Nothing is deleted yet\./,
    );
    expect(harness.operations.kept.size).toBe(1);
    await close(requester);
  });

  it("takes a window that was closed meanwhile for no failure", async () => {
    harness.operations.add({}, [trunk()]);
    const looking = aGate();
    harness.operations.look = () => looking.passed;
    await harness.slack.person(requester).command("/phone", "force-delete 42");
    await harness.slack.until(() => harness.slack.viewsOf(requester).length > 0);
    await close(requester);
    const lines = harness.log.length;
    looking.open();
    await harness.slack.until(
      () => harness.slack.callsOf("views.update").at(-1)?.answer?.error === "not_found",
    );
    expect(harness.log.slice(lines)).toEqual([]);
    expect(harness.slack.ephemerals(requester)).toEqual([]);
  });

  it("waits and draws again where Slack asks to wait with the outcome", async () => {
    harness.operations.add({}, [trunk()]);
    const view = await open(requester);
    harness.slack.fail("views.update", { kind: "ratelimited", retryAfterSeconds: 1 });
    await harness.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(textOf(await settled(view.id))).toContain("You force-deleted");
    await close(requester);
  });

  it("never makes Slack refuse what it draws", () => {
    expect(harness.slack.violations.filter(({ kind }) => kind !== "missing_scope")).toEqual([]);
  });
});
