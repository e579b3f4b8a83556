import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
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

describe("what reaches the app", () => {
  it("is refused by Bolt when the signature, its age or its secret is wrong", async () => {
    bot.app.command("/phone", ({ ack }) => ack());
    const send = async (options: object) =>
      (await bot.slack.person(requester).command("/phone", "", options)).status;
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
    const ack = await bot.slack.person(requester).command("/phone", "", options);
    expect(ack.repeats.map((each) => each.body)).toEqual(["heard 1", "heard 2"]);
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(seen[0]).toMatchObject({ team: "T0EVIL", retry: "http_timeout" });
    expect(bot.slack.ephemerals(requester).map((message) => message.text)).toEqual(["heard 0"]);
    await bot.slack.person(requester).command("/phone", "", { times: 4, atOnce: true });
    expect(seen).toHaveLength(7);
  });

  it("can be forged: a value and a button that the message does not have", async () => {
    const actions: unknown[] = [];
    bot.app.action(/.*/, async ({ ack, action }) => {
      await ack();
      actions.push(action);
    });
    const alert = await postAlert();
    await bot.slack.person(approver).click(alert, "claim", { forged: { value: "inc_2" } });
    await bot.slack.person(approver).click(alert, "force_all", { forged: { value: "*" } });
    expect(actions).toMatchObject([
      { action_id: "claim", value: "inc_2", block_id: "buttons" },
      { action_id: "force_all", value: "*", type: "button" },
    ]);
  });

  it("counts as late after the time that Slack waits, and changes nothing on the screen", async () => {
    bot.app.command("/phone", async ({ ack }) => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      await ack("too late");
    });
    const ack = await bot.slack.person(requester).command("/phone", "", { ackWithinMs: 40 });
    expect(ack).toMatchObject({ status: 200, late: true });
    expect(bot.slack.ephemerals()).toEqual([]);
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
