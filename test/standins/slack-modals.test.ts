import type { ModalView } from "@slack/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { textOf } from "../../standins/slack/visible-text.ts";
import { type SlackAndBot, startSlackAndBot } from "./slack-bot.ts";

const { requester, approver, alerts } = defaults;

function modal(changes: Partial<ModalView> = {}): ModalView {
  return {
    type: "modal",
    callback_id: "force",
    private_metadata: "42",
    title: { type: "plain_text", text: "Force delete" },
    submit: { type: "plain_text", text: "Delete" },
    blocks: [
      {
        type: "input",
        block_id: "digits",
        label: { type: "plain_text", text: "Last four digits" },
        element: { type: "plain_text_input", action_id: "typed", max_length: 4 },
      },
      {
        type: "input",
        block_id: "ticks",
        optional: true,
        label: { type: "plain_text", text: "Checked by hand" },
        element: {
          type: "checkboxes",
          action_id: "boxes",
          options: ["trunk", "rule"].map((value) => ({ text: { type: "plain_text", text: value }, value })),
          initial_options: [{ text: { type: "plain_text", text: "rule" }, value: "rule" }],
        },
      },
    ],
    ...changes,
  };
}

function drawn(text: string): ModalView {
  return {
    type: "modal",
    callback_id: "force",
    title: { type: "plain_text", text: "Force delete" },
    blocks: [{ type: "section", text: { type: "plain_text", text } }],
  };
}

let bot: SlackAndBot;
beforeEach(async () => {
  bot = await startSlackAndBot();
});
afterEach(() => bot.close());

describe("a modal", () => {
  const submissions: unknown[] = [];
  beforeEach(() => {
    submissions.length = 0;
    bot.app.command("/phone", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal() });
    });
    bot.app.view("force", async ({ ack, view, client }) => {
      submissions.push(view.state.values);
      if (view.state.values["digits"]?.["typed"]?.value !== "1234") {
        await ack({ response_action: "errors", errors: { digits: "These are not its last four digits" } });
        return;
      }
      await ack({ response_action: "update", view: drawn("Checking...") });
      await client.views.update({ view_id: view.id, view: drawn("Gone.") });
    });
  });

  it("opens from a command, shows field errors, takes the correction and is redrawn with the outcome", async () => {
    const person = bot.slack.person(requester);
    const ack = await person.command("/phone", "force-delete 42", { channel: alerts });
    expect(ack).toMatchObject({ status: 200, body: "", late: false });
    const opened = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    expect(opened).toMatchObject({
      private_metadata: "42",
      state: { values: { digits: { typed: { value: null } } } },
    });

    const wrong = await person.submit(opened.id, { digits: "9999", ticks: ["trunk"] });
    expect(wrong.errors).toEqual({ digits: "These are not its last four digits" });
    expect(bot.slack.openView(opened.id)?.hash).toBe(opened.hash);

    const right = await person.submit(opened.id, { digits: "1234" });
    expect(right.errors).toEqual({});
    const outcome = await bot.slack.until(() => {
      const view = bot.slack.openView(opened.id);
      return view && textOf(view.blocks).includes("Gone.") ? view : undefined;
    });
    expect(outcome.hash).not.toBe(opened.hash);
    expect(submissions[0]).toMatchObject({ ticks: { boxes: { selected_options: [{ value: "trunk" }] } } });
    expect(submissions[1]).toMatchObject({ digits: { typed: { type: "plain_text_input", value: "1234" } } });
    expect(submissions[1]).toMatchObject({ ticks: { boxes: { selected_options: [{ value: "trunk" }] } } });
    expect(bot.slack.violations).toEqual([]);
  });

  it("puts the initial values of inputs that nobody touched into the state", async () => {
    await bot.slack.person(requester).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    await bot.slack.person(requester).submit(id, { digits: "1234" });
    expect(submissions[0]).toMatchObject({ ticks: { boxes: { selected_options: [{ value: "rule" }] } } });
  });

  it("holds back a submission that Slack's client would not send", async () => {
    await bot.slack.person(requester).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    await expect(bot.slack.person(requester).submit(id)).rejects.toThrow("digits is required");
    await expect(bot.slack.person(requester).submit(id, { digits: "12345" })).rejects.toThrow(
      "0 to 4 characters",
    );
    await expect(bot.slack.person(requester).submit(id, { ticks: ["none"] })).rejects.toThrow(
      "offers trunk, rule",
    );
    await expect(bot.slack.person(approver).submit(id)).rejects.toThrow("no view");
    expect(submissions).toEqual([]);
  });

  it("stays as it is when the ack comes later than Slack waits", async () => {
    bot.app.view("slow", async ({ ack }) => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      await ack();
    });
    await bot.slack.person(requester).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    await bot.app.client.views.update({ view_id: id, view: modal({ callback_id: "slow" }) });
    const ack = await bot.slack.person(requester).submit(id, { digits: "1234" }, { ackWithinMs: 40 });
    expect(ack).toMatchObject({ status: 200, late: true });
    expect(bot.slack.openView(id)).toBeDefined();
  });

  it("closes on a bare ack, and then can neither be updated nor submitted", async () => {
    bot.app.view("bare", ({ ack }) => ack());
    await bot.slack.person(requester).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    await bot.app.client.views.update({ view_id: id, view: modal({ callback_id: "bare" }) });
    await bot.slack.person(requester).submit(id, { digits: "1234" });
    expect(bot.slack.viewsOf(requester)).toEqual([]);
    await expect(bot.app.client.views.update({ view_id: id, view: modal() })).rejects.toThrow("not_found");
  });

  it("is not updated over a newer drawing, and holds its external_id until it is closed", async () => {
    const person = bot.slack.person(requester);
    await person.command("/phone");
    const { id, hash } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    const update = (view: ModalView) => bot.app.client.views.update({ view_id: id, hash, view });
    await update(modal({ external_id: "case_1" }));
    await expect(update(modal())).rejects.toThrow("hash_conflict");
    await person.command("/phone");
    const second = await bot.slack.until(() => bot.slack.viewsOf(requester)[1]);
    const named = { view_id: second.id, view: modal({ external_id: "case_1" }) };
    await expect(bot.app.client.views.update(named)).rejects.toThrow("duplicate_external_id");
    await person.close(id);
    await bot.app.client.views.update(named);
    expect(bot.slack.viewsOf(requester).map((view) => view.external_id)).toEqual(["case_1"]);
  });

  it("keeps what was typed through a redraw with the same block id, and drops it with a new one", async () => {
    await bot.slack.person(requester).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    bot.slack.person(requester).fill(id, { digits: "12", ticks: ["trunk"] });
    const blocks = structuredClone(modal().blocks);
    blocks[1]!.block_id = "ticks_2";
    await bot.app.client.views.update({ view_id: id, view: modal({ blocks }) });
    const values = bot.slack.openView(id)?.state.values;
    expect(values).toMatchObject({ digits: { typed: { value: "12" } } });
    expect(values).toMatchObject({ ticks_2: { boxes: { selected_options: [{ value: "rule" }] } } });
  });

  it("refuses a trigger that is used, late or unknown, and a fourth view on the stack", async () => {
    let trigger = "";
    bot.app.command("/late", async ({ ack, body }) => {
      trigger = body.trigger_id;
      await ack();
    });
    bot.app.action("deeper", async ({ ack, body, client }) => {
      await ack();
      await client.views.push({
        trigger_id: "trigger_id" in body ? String(body.trigger_id) : "",
        view: deeper(),
      });
    });
    const deeper = (): ModalView =>
      modal({
        blocks: [
          {
            type: "actions",
            elements: [{ type: "button", action_id: "deeper", text: { type: "plain_text", text: "Deeper" } }],
          },
        ],
      });
    const person = bot.slack.person(requester);
    const open = (id: string) => bot.app.client.views.open({ trigger_id: id, view: deeper() });
    await person.command("/late", "", { staleTrigger: true });
    await expect(open(trigger)).rejects.toThrow("expired_trigger_id");
    await expect(open("1.2.3")).rejects.toThrow("invalid_trigger_id");
    await person.command("/late");
    const { view } = await open(trigger);
    await expect(open(trigger)).rejects.toThrow("exchanged_trigger_id");

    await person.clickInView(String(view?.id), "deeper");
    const second = await bot.slack.until(() => bot.slack.viewsOf(requester)[1]);
    expect(second).toMatchObject({ root_view_id: view?.id, previous_view_id: view?.id });
    await person.clickInView(second.id, "deeper");
    const third = await bot.slack.until(() => bot.slack.viewsOf(requester)[2]);
    await person.close(third.id);
    await person.clickInView(second.id, "deeper");
    const again = await bot.slack.until(() => bot.slack.viewsOf(requester)[2]);
    await person.clickInView(again.id, "deeper");
    await bot.slack.until(() => bot.errors.length > 0);
    expect(String(bot.errors[0])).toContain("push_limit_reached");
  });
});

describe("a wrong ack of a submission", () => {
  it.each([
    ["errors for a block that is no input", { response_action: "errors", errors: { head: "no" } }],
    ["an unknown response_action", { response_action: "explode" }],
    [
      "an update with a view over its limits",
      { response_action: "update", view: modal({ title: { type: "plain_text", text: "x".repeat(25) } }) },
    ],
  ])("is a violation and leaves the view open: %s", async (_name, answer) => {
    bot.app.command("/phone", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal() });
    });
    bot.app.view("force", ({ ack }) => ack(answer as never));
    await bot.slack.person(requester).command("/phone");
    const view = await bot.slack.until(() => bot.slack.viewsOf(requester)[0]);
    await bot.slack.person(requester).submit(view.id, { digits: "1234" });
    expect(bot.slack.violations.map((violation) => violation.kind)).toEqual(["bad_view_ack"]);
    expect(bot.slack.openView(view.id)).toEqual({ ...view, state: expect.anything(), errors: {} });
  });
});
