import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { controlsOf, textOf } from "../../standins/slack/visible-text.ts";
import { alertBlocks } from "./slack-alert.ts";
import { type SlackAndBot, startSlackAndBot } from "./slack-bot.ts";

const { requester, approver, alerts } = defaults;

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
    const ack = await bot.slack.person(approver).click(alert, "claim");
    expect(ack.status).toBe(200);
    await bot.slack.until(() => bot.slack.message(alerts, alert.ts)?.edits === 1);
    expect(bot.slack.message(alerts, alert.ts)).toMatchObject({ text: "claimed", user: defaults.botUser });
    expect(textOf(bot.slack.message(alerts, alert.ts)!.blocks)).toBe(`Claimed by <@${approver}>`);
    expect(body).toMatchObject({
      type: "block_actions",
      api_app_id: defaults.app,
      team: { id: defaults.team, domain: "example-voice" },
      user: { id: approver, username: "approver", name: "approver", team_id: defaults.team },
      container: { type: "message", message_ts: alert.ts, channel_id: alerts, is_ephemeral: false },
      channel: { id: alerts, name: "privategroup" },
      message: { ts: alert.ts, bot_id: defaults.bot, app_id: defaults.app },
      state: { values: { buttons: { snooze: { type: "static_select", selected_option: null } } } },
      response_url: expect.stringContaining(bot.slack.origin),
      actions: [{ type: "button", action_id: "claim", block_id: "buttons", value: "inc_1" }],
    });
    await expect(bot.slack.person(approver).click(alert, "claim")).rejects.toThrow("nobody can press claim");
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
    await bot.slack.person(approver).select(alert, "snooze", "2h", { asSeen: seen });
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
    const said = await bot.slack.person(requester).say(alerts, "what is TK0123?");
    await bot.slack.person(approver).say(alerts, "no idea", { threadTs: said.ts });
    await bot.slack.person(approver).shortcut("lookup", said);
    expect(found).toBe("what is TK0123?");
    expect(bot.slack.thread(alerts, said.ts).map((message) => message.user)).toEqual([requester, approver]);
    await bot.slack.person(requester).remove(said);
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
    await bot.slack.person(requester).command("/phone", "list", { channel: alerts });
    await bot.slack.until(() => failures.length > 0);
    expect(bot.slack.callsOf("response_url").map((call) => call.httpStatus)).toEqual([
      200, 200, 200, 200, 200, 404,
    ]);
    expect(bot.slack.ephemerals(requester).map((message) => message.text)).toEqual(["second", "fifth"]);
    expect(bot.slack.ephemerals(approver)).toEqual([]);
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
    await bot.slack.person(approver).click(alert, "claim");
    await bot.slack.until(() => bot.slack.message(alerts, alert.ts)?.text === "taken");
    await bot.app.client.chat.postEphemeral({
      channel: alerts,
      user: approver,
      text: "hint",
      blocks: alertBlocks,
    });
    const [hint] = bot.slack.ephemerals(approver);
    await expect(bot.slack.person(requester).click(hint!, "claim")).rejects.toThrow("does not see");
    await bot.slack.person(approver).click(hint!, "claim");
    await bot.slack.until(() => bot.slack.ephemerals(approver)[0]?.text === "taken");
    await bot.slack.until(() => statuses.length === 2);

    const other = await postAlert();
    bot.slack.fail("response_url", { kind: "slow", delayMs: 1 });
    bot.app.use(async ({ next }) => {
      bot.slack.expireResponseUrls();
      await next();
    });
    await bot.slack.person(approver).click(other, "claim");
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
    await bot.slack.person(requester).openHome();
    const home = await bot.slack.until(() => bot.slack.homeOf(requester));
    expect(textOf(home.blocks)).toBe(`Hello <@${requester}>`);
    expect(bot.slack.homeOf(approver)).toBeUndefined();
    const publish = (hash: string) =>
      bot.app.client.views.publish({ user_id: requester, hash, view: { type: "home", blocks: [] } });
    await publish(home.hash);
    await expect(publish(home.hash)).rejects.toThrow("hash_conflict");
  });
});
