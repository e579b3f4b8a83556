import type { ModalView } from "@slack/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { controlsOf, textOf } from "../../standins/slack/visible-text.ts";
import { type SlackAndBot, startSlackAndBot } from "./slack-bot.ts";

const { alice, bob, alerts } = defaults;

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

const alertBlocks = [
  { type: "section", block_id: "head", text: { type: "mrkdwn", text: "*+14155551234* is corrupted" } },
  {
    type: "actions",
    block_id: "buttons",
    elements: [
      { type: "button", action_id: "claim", text: { type: "plain_text", text: "Claim" }, value: "inc_1" },
      {
        type: "static_select",
        action_id: "snooze",
        placeholder: { type: "plain_text", text: "Snooze" },
        options: ["30m", "2h"].map((value) => ({ text: { type: "plain_text", text: value }, value })),
      },
    ],
  },
];

let bot: SlackAndBot;
beforeEach(async () => {
  bot = await startSlackAndBot();
});
afterEach(() => bot.close());

async function postAlert(): Promise<{ channel: string; ts: string }> {
  const { ts } = await bot.app.client.chat.postMessage({
    channel: alerts,
    text: "corrupted",
    blocks: alertBlocks,
  });
  return { channel: alerts, ts: String(ts) };
}

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
    const person = bot.slack.person(alice);
    const ack = await person.command("/phone", "force-delete 42", { channel: alerts });
    expect(ack).toMatchObject({ status: 200, body: "", late: false });
    const opened = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
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
    await bot.slack.person(alice).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
    await bot.slack.person(alice).submit(id, { digits: "1234" });
    expect(submissions[0]).toMatchObject({ ticks: { boxes: { selected_options: [{ value: "rule" }] } } });
  });

  it("holds back a submission that Slack's client would not send", async () => {
    await bot.slack.person(alice).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
    await expect(bot.slack.person(alice).submit(id)).rejects.toThrow("digits is required");
    await expect(bot.slack.person(alice).submit(id, { digits: "12345" })).rejects.toThrow(
      "0 to 4 characters",
    );
    await expect(bot.slack.person(alice).submit(id, { ticks: ["none"] })).rejects.toThrow(
      "offers trunk, rule",
    );
    await expect(bot.slack.person(bob).submit(id)).rejects.toThrow("no view");
    expect(submissions).toEqual([]);
  });

  it("closes on a bare ack, and then can neither be updated nor submitted", async () => {
    bot.app.view("bare", ({ ack }) => ack());
    await bot.slack.person(alice).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
    await bot.app.client.views.update({ view_id: id, view: modal({ callback_id: "bare" }) });
    await bot.slack.person(alice).submit(id, { digits: "1234" });
    expect(bot.slack.viewsOf(alice)).toEqual([]);
    await expect(bot.app.client.views.update({ view_id: id, view: modal() })).rejects.toThrow("not_found");
  });

  it("keeps what was typed through a redraw with the same block id, and drops it with a new one", async () => {
    await bot.slack.person(alice).command("/phone");
    const { id } = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
    bot.slack.person(alice).fill(id, { digits: "12", ticks: ["trunk"] });
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
    const person = bot.slack.person(alice);
    const open = (id: string) => bot.app.client.views.open({ trigger_id: id, view: deeper() });
    await person.command("/late", "", { staleTrigger: true });
    await expect(open(trigger)).rejects.toThrow("expired_trigger_id");
    await expect(open("1.2.3")).rejects.toThrow("invalid_trigger_id");
    await person.command("/late");
    const { view } = await open(trigger);
    await expect(open(trigger)).rejects.toThrow("exchanged_trigger_id");

    await person.clickInView(String(view?.id), "deeper");
    const second = await bot.slack.until(() => bot.slack.viewsOf(alice)[1]);
    expect(second).toMatchObject({ root_view_id: view?.id, previous_view_id: view?.id });
    await person.clickInView(second.id, "deeper");
    const third = await bot.slack.until(() => bot.slack.viewsOf(alice)[2]);
    await person.close(third.id);
    await person.clickInView(second.id, "deeper");
    const again = await bot.slack.until(() => bot.slack.viewsOf(alice)[2]);
    await person.clickInView(again.id, "deeper");
    await bot.slack.until(() => bot.errors.length > 0);
    expect(String(bot.errors[0])).toContain("push_limit_reached");
  });
});

describe("a message", () => {
  it("is updated by the button that a person pressed on it, with the payload that Slack sends", async () => {
    let body: unknown;
    bot.app.action("claim", async ({ ack, client, ...rest }) => {
      await ack();
      body = rest.body;
      const claimed = [
        { type: "section", text: { type: "mrkdwn", text: `Claimed by <@${rest.body.user.id}>` } },
      ];
      const ts = "message" in rest.body ? String(rest.body.message?.ts) : "";
      await client.chat.update({ channel: alerts, ts, text: "claimed", blocks: claimed });
    });
    const alert = await postAlert();
    const ack = await bot.slack.person(bob).click(alert, "claim");
    expect(ack.status).toBe(200);
    await bot.slack.until(() => bot.slack.message(alerts, alert.ts)?.edits === 1);
    expect(bot.slack.message(alerts, alert.ts)).toMatchObject({ text: "claimed", user: defaults.botUser });
    expect(textOf(bot.slack.message(alerts, alert.ts)!.blocks)).toBe(`Claimed by <@${bob}>`);
    expect(body).toMatchObject({
      type: "block_actions",
      api_app_id: defaults.app,
      team: { id: defaults.team, domain: "example-voice" },
      user: { id: bob, username: "bob", name: "bob", team_id: defaults.team },
      container: { type: "message", message_ts: alert.ts, channel_id: alerts, is_ephemeral: false },
      channel: { id: alerts, name: "privategroup" },
      message: { ts: alert.ts, bot_id: defaults.bot, app_id: defaults.app },
      state: { values: { buttons: { snooze: { type: "static_select", selected_option: null } } } },
      response_url: expect.stringContaining(bot.slack.origin),
      actions: [{ type: "button", action_id: "claim", block_id: "buttons", value: "inc_1" }],
    });
    await expect(bot.slack.person(bob).click(alert, "claim")).rejects.toThrow("nobody can press claim");
  });

  it("sends the chosen option, and a press on what the person still saw", async () => {
    const chosen: unknown[] = [];
    bot.app.action("snooze", async ({ ack, action, body }) => {
      await ack();
      chosen.push(action, "message" in body && body.state);
    });
    const alert = await postAlert();
    const seen = bot.slack.message(alert.channel, alert.ts)!;
    expect(controlsOf(seen.blocks).map((control) => control.actionId)).toEqual(["claim", "snooze"]);
    await bot.app.client.chat.update({ ...alert, text: "over", blocks: [] });
    await bot.slack.person(bob).select(alert, "snooze", "2h", { asSeen: seen });
    expect(chosen[0]).toMatchObject({ type: "static_select", selected_option: { value: "2h" } });
    expect(chosen[1]).toMatchObject({
      values: { buttons: { snooze: { selected_option: { value: "2h" } } } },
    });
  });

  it("carries a shortcut, and people write, answer and delete", async () => {
    let found = "";
    bot.app.shortcut("lookup", async ({ ack, shortcut }) => {
      await ack();
      found = shortcut.type === "message_action" ? String(shortcut.message.text) : "";
    });
    const said = await bot.slack.person(alice).say(alerts, "what is TK0123?");
    await bot.slack.person(bob).say(alerts, "no idea", { threadTs: said.ts });
    await bot.slack.person(bob).shortcut("lookup", said);
    expect(found).toBe("what is TK0123?");
    expect(bot.slack.thread(alerts, said.ts).map((message) => message.user)).toEqual([alice, bob]);
    await bot.slack.person(alice).remove(said);
    expect(bot.slack.messages(alerts)).toEqual([]);
  });
});

describe("a response_url", () => {
  it("answers only the person, replaces and deletes its message, and wears out after five uses", async () => {
    const failures: string[] = [];
    bot.app.command("/phone", async ({ ack, respond }) => {
      await ack("One moment");
      await respond({ text: "looking", replace_original: true });
      await respond({ text: "for all", response_type: "in_channel" });
      await respond({ text: "second" });
      await respond({ delete_original: true });
      await respond("fifth");
      await respond("sixth").catch((error: Error) => failures.push(error.message));
    });
    await bot.slack.person(alice).command("/phone", "list", { channel: alerts });
    await bot.slack.until(() => failures.length > 0);
    expect(bot.slack.callsOf("response_url").map((call) => call.httpStatus)).toEqual([
      200, 200, 200, 200, 200, 404,
    ]);
    expect(bot.slack.ephemerals(alice).map((message) => message.text)).toEqual(["second", "fifth"]);
    expect(bot.slack.ephemerals(bob)).toEqual([]);
    expect(bot.slack.messages(alerts).map((message) => message.text)).toEqual(["for all"]);
  });

  it("changes the clicked message, public or ephemeral, and expires", async () => {
    const statuses: unknown[] = [];
    bot.app.action("claim", async ({ ack, respond }) => {
      await ack();
      const answer = await respond({ text: "taken", replace_original: true }).catch(
        (error: unknown) => error,
      );
      statuses.push(answer instanceof Response ? answer.status : String(answer));
    });
    const alert = await postAlert();
    await bot.slack.person(bob).click(alert, "claim");
    await bot.slack.until(() => bot.slack.message(alerts, alert.ts)?.text === "taken");
    await bot.app.client.chat.postEphemeral({
      channel: alerts,
      user: bob,
      text: "hint",
      blocks: alertBlocks,
    });
    const [hint] = bot.slack.ephemerals(bob);
    await expect(bot.slack.person(alice).click(hint!, "claim")).rejects.toThrow("does not see");
    await bot.slack.person(bob).click(hint!, "claim");
    await bot.slack.until(() => bot.slack.ephemerals(bob)[0]?.text === "taken");
    await bot.slack.until(() => statuses.length === 2);

    const other = await postAlert();
    bot.slack.fail("response_url", { kind: "slow", delayMs: 1 });
    bot.app.use(async ({ next }) => {
      bot.slack.expireResponseUrls();
      await next();
    });
    await bot.slack.person(bob).click(other, "claim");
    await bot.slack.until(() => statuses.length === 3);
    expect(statuses).toEqual([200, 200, expect.stringContaining("404")]);
  });
});

describe("Home", () => {
  it("is published when it is opened, and a stale hash loses", async () => {
    bot.app.event("app_home_opened", async ({ event, client }) => {
      const blocks = [{ type: "section", text: { type: "mrkdwn", text: `Hello <@${event.user}>` } }];
      await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
    });
    await bot.slack.person(alice).openHome();
    const home = await bot.slack.until(() => bot.slack.homeOf(alice));
    expect(textOf(home.blocks)).toBe(`Hello <@${alice}>`);
    expect(bot.slack.homeOf(bob)).toBeUndefined();
    const publish = (hash: string) =>
      bot.app.client.views.publish({ user_id: alice, hash, view: { type: "home", blocks: [] } });
    await publish(home.hash);
    await expect(publish(home.hash)).rejects.toThrow("hash_conflict");
  });
});

describe("what reaches the app", () => {
  it("is refused by Bolt when the signature, its age or its secret is wrong", async () => {
    bot.app.command("/phone", ({ ack }) => ack());
    const send = async (options: object) =>
      (await bot.slack.person(alice).command("/phone", "", options)).status;
    const now = Math.floor(Date.now() / 1000);
    expect(await send({})).toBe(200);
    expect(await send({ signature: "v0=00" })).toBe(401);
    expect(await send({ signature: null })).toBe(401);
    expect(await send({ signingSecret: "another" })).toBe(401);
    expect(await send({ timestamp: now - 301 })).toBe(401);
    expect(await send({ timestamp: now - 200 })).toBe(200);
  });

  it("is the same request twice when it is replayed, with retry headers and a foreign team where asked", async () => {
    const seen: { trigger: string; team: string; retry: unknown }[] = [];
    bot.app.command("/phone", async ({ ack, body, context }) => {
      await ack(`heard ${seen.length}`);
      seen.push({ trigger: body.trigger_id, team: body.team_id, retry: context.retryReason });
    });
    const options = { times: 3, retry: { num: 1, reason: "http_timeout" }, teamId: "T0EVIL" };
    const ack = await bot.slack.person(alice).command("/phone", "", options);
    expect(ack.repeats.map((each) => each.body)).toEqual(["heard 1", "heard 2"]);
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(seen[0]).toMatchObject({ team: "T0EVIL", retry: "http_timeout" });
    expect(bot.slack.ephemerals(alice).map((message) => message.text)).toEqual(["heard 0"]);
    await bot.slack.person(alice).command("/phone", "", { times: 4, atOnce: true });
    expect(seen).toHaveLength(7);
  });

  it("can be forged: a value and a button that the message does not have", async () => {
    const actions: unknown[] = [];
    bot.app.action(/.*/, async ({ ack, action }) => {
      await ack();
      actions.push(action);
    });
    const alert = await postAlert();
    await bot.slack.person(bob).click(alert, "claim", { forged: { value: "inc_2" } });
    await bot.slack.person(bob).click(alert, "force_all", { forged: { value: "*" } });
    expect(actions).toMatchObject([
      { action_id: "claim", value: "inc_2", block_id: "buttons" },
      { action_id: "force_all", value: "*", type: "button" },
    ]);
  });

  it("counts as late after the time that Slack waits, and changes nothing on the screen", async () => {
    const slow = await startSlackAndBot({ ackWithinMs: 30 });
    slow.app.command("/phone", async ({ ack }) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await ack("too late");
    });
    const ack = await slow.slack.person(alice).command("/phone");
    expect(ack).toMatchObject({ status: 200, late: true });
    expect(slow.slack.ephemerals()).toEqual([]);
    await slow.close();
  });

  it("includes events with an id of their own", async () => {
    const seen: string[] = [];
    bot.app.event("subteam_members_changed", async ({ body }) => {
      seen.push(body.event_id);
    });
    const event = { type: "subteam_members_changed", subteam_id: defaults.oncall };
    await bot.slack.sendEvent(event, { eventId: "Ev1" });
    await bot.slack.sendEvent(event);
    await expect.poll(() => seen.length).toBe(2);
    expect(seen[0]).toBe("Ev1");
    expect(seen[1]).not.toBe("Ev1");
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
    await bot.slack.person(alice).command("/phone");
    const view = await bot.slack.until(() => bot.slack.viewsOf(alice)[0]);
    await bot.slack.person(alice).submit(view.id, { digits: "1234" });
    expect(bot.slack.violations.map((violation) => violation.kind)).toEqual(["bad_view_ack"]);
    expect(bot.slack.openView(view.id)?.hash).toBe(view.hash);
  });
});
