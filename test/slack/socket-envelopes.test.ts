import { afterEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { startSocketHarness } from "./support/quick-sockets.ts";
import { aGate, type SlackHarness } from "./support/slack-harness.ts";

const { requester, colleague, oncall } = defaults;

const running: SlackHarness[] = [];
afterEach(async () => {
  for (const harness of running.splice(0).reverse()) await harness.close();
});
async function start(...options: Parameters<typeof startSocketHarness>): Promise<SlackHarness> {
  const harness = await startSocketHarness(...options);
  running.push(harness);
  harness.operations.add();
  return harness;
}

/** Anything that an envelope set off has happened when one that came later is answered. */
async function quiet({ slack }: SlackHarness): Promise<void> {
  const before = slack.ephemerals(colleague).length;
  await slack.person(colleague).command("/phone", "help");
  await slack.until(() => slack.ephemerals(colleague).length > before);
}
const homeOpened = { type: "app_home_opened", user: requester, channel: "D000ONCALL", tab: "home" };

describe("envelopes of Slack", () => {
  it("are acknowledged at once while the look they asked for hangs", async () => {
    const harness = await start();
    const looking = aGate();
    harness.operations.look = () => looking.passed;
    const ack = await harness.slack.person(requester).command("/phone", "verify 42");
    expect(ack).toMatchObject({ status: 200, late: false, body: "" });
    looking.open();
    await harness.slack.until(() => harness.operations.callsOf("verifyNumber").length === 1);
  });

  it.each([
    ["an envelope without a payload", '{"type":"events_api","envelope_id":"x"}'],
    [
      "one whose event has the name of an error",
      '{"type":"events_api","payload":{"event":{"type":"error"}}}',
    ],
    ["nothing at all", "null"],
    ["no JSON", "{"],
  ])("are dropped where they are none (%s), and the ones after them are answered", async (_what, text) => {
    const harness = await start();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("unhandledRejection", note);
    for (const link of harness.slack.sockets.open) link.sayNonsense(text);
    await quiet(harness);
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it("are acted on once, however often they come", async () => {
    const harness = await start();
    const ack = await harness.slack
      .person(requester)
      .command("/phone", "verify 42", { times: 10, atOnce: true });
    expect([ack, ...ack.repeats].every(({ status }) => status === 200)).toBe(true);
    const retry = { num: 1, reason: "timeout" };
    await harness.slack.sendEvent(homeOpened, { eventId: "Ev1" });
    await harness.slack.sendEvent(homeOpened, { eventId: "Ev1", retry });
    await quiet(harness);
    expect(harness.operations.callsOf("verifyNumber")).toHaveLength(1);
    expect(harness.operations.callsOf("showHome")).toHaveLength(1);
    expect(harness.slack.violations).toEqual([]);
  });

  it("are sent again by Slack where the socket was dead, and then acted on", async () => {
    const harness = await start({ ackWithinMs: 300, times: { pongMs: 60_000, silenceMs: 60_000 } });
    for (const link of harness.slack.sockets.open.slice(1)) link.goSilent();
    for (let times = 0; times < 2; times += 1)
      expect(await harness.slack.sendEvent(homeOpened)).toMatchObject({ status: 200 });
    await harness.slack.until(() => harness.operations.callsOf("showHome").length === 2);
  });

  it.each([
    ["workspace", { teamId: "T0000EVIL1" }],
    ["app", { appId: "A0000EVIL1" }],
  ])("of another %s are refused, which is said once in the log, and not acted on", async (_what, claim) => {
    const harness = await start({ ackWithinMs: 150 });
    const verify = () => harness.slack.person(requester).command("/phone", "verify 42", claim);
    for (let times = 0; times < 2; times += 1) expect((await verify()).status).toBe(504);
    await harness.slack.sendEvent(homeOpened, claim);
    await quiet(harness);
    expect(harness.operations.callsOf("verifyNumber")).toEqual([]);
    expect(harness.operations.callsOf("showHome")).toEqual([]);
    expect(harness.log.filter(({ message }) => message.includes("another workspace"))).toHaveLength(1);
  });

  it("tell that the on-call group has changed", async () => {
    const harness = await start();
    const verify = () => harness.slack.person(colleague).command("/phone", "verify 42");
    await verify();
    await harness.slack.until(() => harness.slack.ephemerals(colleague).length === 1);
    expect(harness.operations.callsOf("verifyNumber")).toEqual([]);
    harness.slack.workspace.usergroups.find(({ id }) => id === oncall)?.users.push(colleague);
    await harness.slack.sendEvent({ type: "subteam_members_changed", subteam_id: oncall });
    await verify();
    await harness.slack.until(() => harness.operations.callsOf("verifyNumber").length === 1);
  });

  it("are refused with words until Slack has told who we are", async () => {
    const harness = await start({ started: false });
    harness.slack.fail("auth.test", { kind: "error", error: "internal_error" }, { times: 1 });
    harness.bot.start();
    await harness.slack.until(() => harness.slack.sockets.open.length === 2);
    const ack = await harness.slack.person(requester).command("/phone", "list");
    expect(ack.body).toContain("not connected to Slack yet");
    expect(harness.bot.ready()).toMatchObject({ ok: false });
  });

  it("are shared out between two processes, and each is acted on by one of them", async () => {
    const first = await start();
    const second = await start({
      slack: first.slack,
      operations: (fake) => ({ ...fake, isFirst: first.operations.isFirst }),
    });
    for (let times = 0; times < 4; times += 1)
      await first.slack.person(requester).command("/phone", "verify 42", { times: 4, atOnce: true });
    await quiet(first);
    await quiet(second);
    const verifications = [first, second].map(({ operations }) => operations.callsOf("verifyNumber").length);
    expect(verifications.reduce((sum, count) => sum + count)).toBe(4);
    expect(first.slack.sockets.open).toHaveLength(4);
    expect(first.slack.sockets.open.every(({ delivered }) => delivered > 0)).toBe(true);
    await first.bot.drain(1000);
    await first.slack.person(requester).command("/phone", "verify 42");
    await first.slack.until(() => second.operations.callsOf("verifyNumber").length > (verifications[1] ?? 0));
  });
});
