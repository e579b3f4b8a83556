import { WebClient, type WebClientOptions } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";
import { silent } from "./slack-bot.ts";

const { requester, approver, colleague, alerts, general } = defaults;

let slack: SlackStandin;
let web: WebClient;
beforeEach(async () => {
  slack = await createSlackStandin();
  web = client();
});
afterEach(() => slack.close());

function client(options: WebClientOptions = {}, token = slack.workspace.botToken): WebClient {
  const quick = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: silent };
  return new WebClient(token, { slackApiUrl: slack.apiUrl, ...quick, ...options });
}

const blocks = [{ type: "section", text: { type: "plain_text", text: "drawn" } }];
const metadata = { event_type: "lineman_alert", event_payload: { incident: "inc_1" } };

describe("messages", () => {
  it("come back from history and replies in order, with metadata only where it is asked for", async () => {
    const first = await web.chat.postMessage({ channel: alerts, text: "first", metadata });
    const second = await web.chat.postMessage({ channel: alerts, text: "second" });
    const thread = { channel: alerts, thread_ts: String(first.ts) };
    await web.chat.postMessage({ ...thread, text: "reply" });
    await web.chat.postMessage({ ...thread, text: "aloud", reply_broadcast: true });

    const plain = await web.conversations.history({ channel: alerts });
    expect(plain.messages?.map((message) => message.text)).toEqual(["aloud", "second", "first"]);
    expect(plain.messages?.at(-1)).toMatchObject({
      reply_count: 2,
      bot_id: defaults.bot,
      app_id: defaults.app,
    });
    expect(plain.messages?.at(-1)).not.toHaveProperty("metadata");
    const full = await web.conversations.history({ channel: alerts, include_all_metadata: true });
    expect(full.messages?.at(-1)?.metadata).toEqual(metadata);
    const replies = await web.conversations.replies({ channel: alerts, ts: String(first.ts) });
    expect(replies.messages?.map((message) => message.text)).toEqual(["first", "reply", "aloud"]);

    const since = await web.conversations.history({ channel: alerts, oldest: String(first.ts) });
    expect(since.messages?.map((message) => message.text)).toEqual(["aloud", "second"]);
    const page = await web.conversations.history({ channel: alerts, limit: 1 });
    expect(page).toMatchObject({ has_more: true, messages: [{ text: "aloud" }] });
    const cursor = String(page.response_metadata?.next_cursor);
    const next = await web.conversations.history({ channel: alerts, limit: 1, cursor });
    expect(next.messages?.[0]?.ts).toBe(second.ts);
  });

  it("lose their blocks on an update with text alone, and keep what an update leaves out", async () => {
    const { ts } = await web.chat.postMessage({ channel: alerts, text: "old", blocks, metadata });
    const place = { channel: alerts, ts: String(ts) };
    await web.chat.update({ ...place, blocks: [{ type: "divider", block_id: "line" }], text: "new" });
    expect(slack.message(alerts, place.ts)).toMatchObject({
      blocks: [{ block_id: "line" }],
      metadata,
      edits: 1,
    });
    await web.chat.update({ ...place, text: "newest" });
    expect(slack.message(alerts, place.ts)).toMatchObject({ text: "newest", blocks: [], metadata, edits: 2 });
  });

  it("cannot be updated once a person deleted them, nor ever when a person wrote them", async () => {
    const { ts } = await web.chat.postMessage({ channel: alerts, text: "alert" });
    await slack.person(requester).remove({ channel: alerts, ts: String(ts) });
    const update = web.chat.update({ channel: alerts, ts: String(ts), text: "again" });
    await expect(update).rejects.toThrow("message_not_found");
    const said = await slack.person(approver).say(alerts, "mine");
    await expect(web.chat.update({ channel: said.channel, ts: said.ts, text: "yours" })).rejects.toThrow(
      "cant_update_message",
    );
    await expect(web.chat.delete(said)).rejects.toThrow("cant_delete_message");
  });

  it("reach only channels that the bot is in, and people directly", async () => {
    const post = (channel: string) => web.chat.postMessage({ channel, text: "hello" });
    await expect(post(general)).rejects.toThrow("not_in_channel");
    await expect(post("C0NOWHERE")).rejects.toThrow("channel_not_found");
    slack.workspace.scopes.push("chat:write.public");
    await post(general);
    const archived = slack.workspace.channels.find((channel) => channel.id === general)!;
    archived.isArchived = true;
    await expect(post(general)).rejects.toThrow("is_archived");
    const { channel } = await web.conversations.open({ users: approver });
    await post(approver);
    await post(String(channel?.id));
    expect(slack.messages(String(channel?.id))).toHaveLength(2);
    slack.workspace.channels[0]!.members = [requester];
    await expect(post(alerts)).rejects.toThrow("channel_not_found");
    await expect(web.conversations.info({ channel: alerts })).rejects.toThrow("channel_not_found");
  });

  it("are shown to one member of the channel when they are ephemeral, and are in no history", async () => {
    slack.workspace.channels[0]!.members = [requester, defaults.botUser];
    await web.chat.postEphemeral({ channel: alerts, user: requester, text: "psst", blocks });
    const toBob = web.chat.postEphemeral({ channel: alerts, user: approver, text: "psst" });
    await expect(toBob).rejects.toThrow("user_not_in_channel");
    expect(slack.ephemerals()).toMatchObject([
      { onlyFor: requester, via: "chat.postEphemeral", text: "psst" },
    ]);
    expect((await web.conversations.history({ channel: alerts })).messages).toEqual([]);
  });

  it("without a text for notifications are noted, and text is cut at 40,000 characters", async () => {
    await web.apiCall("chat.postMessage", { channel: alerts, blocks });
    expect(slack.warnings.map((warning) => warning.kind)).toEqual(["missing_text"]);
    const cut = await web.chat.postMessage({ channel: alerts, text: "x".repeat(40_001) });
    expect(slack.message(alerts, String(cut.ts))?.text).toHaveLength(40_000);
    expect(slack.warnings.map((warning) => warning.kind)).toEqual(["missing_text", "long_text"]);
  });

  it("are gone once the bot deleted them", async () => {
    const { ts } = await web.chat.postMessage({ channel: alerts, text: "oops" });
    await web.chat.delete({ channel: alerts, ts: String(ts) });
    expect(slack.messages(alerts)).toEqual([]);
    const { messages } = await web.conversations.history({ channel: alerts });
    expect(messages).toEqual([]);
  });

  it("have permalinks", async () => {
    const { ts } = await web.chat.postMessage({ channel: alerts, text: "here" });
    const { permalink } = await web.chat.getPermalink({ channel: alerts, message_ts: String(ts) });
    expect(permalink).toBe(
      `https://example-voice.slack.com/archives/${alerts}/p${String(ts).replace(".", "")}`,
    );
  });
});

describe("the workspace", () => {
  it("tells who the bot, the guests, the strangers and the people on call are", async () => {
    const me = await web.auth.test();
    expect(me).toMatchObject({ team_id: defaults.team, user_id: defaults.botUser, bot_id: defaults.bot });
    expect(me.response_metadata?.scopes).toContain("usergroups:read");
    const about = await web.bots.info({ bot: String(me.bot_id) });
    expect(about.bot).toMatchObject({ app_id: defaults.app, user_id: defaults.botUser });
    const info = async (user: string) => (await web.users.info({ user })).user;
    expect(await info(defaults.guest)).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await info(defaults.stranger)).toMatchObject({ is_stranger: true, team_id: "T0000OTHER" });
    expect(await info(defaults.otherBot)).toMatchObject({ is_bot: true });
    expect(await info("USLACKBOT")).toMatchObject({ is_bot: false });
    expect(await info(approver)).toMatchObject({
      tz: "America/New_York",
      is_restricted: false,
      is_app_user: false,
    });
    slack.workspace.usergroups[0]!.users.push(colleague);
    const oncall = await web.usergroups.users.list({ usergroup: defaults.oncall });
    expect(oncall.users).toEqual([requester, approver, colleague]);
    const groups = await web.usergroups.list({ include_users: true });
    expect(groups.usergroups).toMatchObject([{ id: defaults.oncall, handle: "phone-oncall", user_count: 3 }]);
    await expect(web.usergroups.users.list({ usergroup: "S0" })).rejects.toThrow("no_such_subteam");
    const channels = await web.users.conversations({ types: "public_channel,private_channel" });
    expect(channels.channels?.map((channel) => channel.id)).toEqual([alerts]);
  });

  it("is seeded with the ids of the test", async () => {
    const other = await createSlackStandin({
      team: { id: "T1" },
      users: [{ id: "U1", name: "uma", isRestricted: true }],
      channels: [{ id: "C1", name: "ops", isExtShared: true }],
      usergroups: [{ id: "S1", users: ["U1"] }],
      botToken: "xoxb-other",
    });
    const otherWeb = new WebClient("xoxb-other", { slackApiUrl: other.apiUrl });
    expect(await otherWeb.auth.test()).toMatchObject({ team_id: "T1" });
    const info = await otherWeb.conversations.info({ channel: "C1" });
    expect(info.channel).toMatchObject({ name: "ops", is_ext_shared: true, is_member: true });
    const posted = await otherWeb.chat.postMessage({ channel: "C1", text: "for <@U1>" });
    expect(posted).toMatchObject({ channel: "C1", message: { text: "for <@U1>", team: "T1" } });
    await other.close();
  });
});

describe("a wrong call", () => {
  const kinds = () => slack.violations.map((violation) => `${violation.method}: ${violation.kind}`);

  it("is a violation: a method that does not exist or that the stand-in does not know", async () => {
    await expect(web.apiCall("chat.postMesage", {})).rejects.toThrow("unknown_method");
    await expect(web.apiCall("admin.users.list", {})).rejects.toThrow("unknown_method");
    expect(kinds()).toEqual(["chat.postMesage: unknown_method", "admin.users.list: unknown_method"]);
  });

  it("is a violation: a scope that the token does not have", async () => {
    slack.workspace.scopes = ["chat:write"];
    const call = web.usergroups.list();
    await expect(call).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "usergroups:read", provided: "chat:write" },
    });
    await expect(web.conversations.history({ channel: alerts })).rejects.toMatchObject({
      data: { needed: "groups:history" },
    });
    expect(kinds()).toEqual(["usergroups.list: missing_scope", "conversations.history: missing_scope"]);
  });

  it("is a violation: a token of nobody, of the app, or none", async () => {
    await expect(client({}, "xoxb-nobody").auth.test()).rejects.toThrow("invalid_auth");
    await expect(client({}, slack.workspace.appToken).auth.test()).rejects.toThrow("not_allowed_token_type");
    await expect(client({}, "").auth.test()).rejects.toThrow("not_authed");
    expect(slack.violations).toHaveLength(3);
  });
});
