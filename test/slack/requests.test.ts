import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { aGate, type SlackHarness, startSlackHarness, waitFor } from "./support/slack-harness.ts";

const { requester } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.calls.length = 0;
  harness.operations.look = () => {};
  harness.operations.add();
});

const nowInSeconds = () => Math.floor(Date.now() / 1000);
const verify = (options: Parameters<ReturnType<SlackHarness["slack"]["person"]>["command"]>[2] = {}) =>
  harness.slack.person(requester).command("/phone", "verify 42", options);
const verifications = () => harness.operations.callsOf("verifyNumber").length;
/** Anything that the request set off has happened when a request that came later is answered. */
async function quiet(): Promise<void> {
  const before = harness.slack.ephemerals(requester).length;
  await harness.slack.person(requester).command("/phone", "help");
  await harness.slack.until(() => harness.slack.ephemerals(requester).length > before);
}

describe("requests from Slack", () => {
  it("is acknowledged at once while the look it asked for hangs", async () => {
    const looking = aGate();
    harness.operations.look = () => looking.passed;
    const ack = await verify();
    expect(ack).toMatchObject({ status: 200, late: false, body: "" });
    looking.open();
    await harness.slack.until(() => verifications() === 1);
  });

  it("acts once on a request that comes twenty times", async () => {
    const ack = await verify({ times: 20, atOnce: true });
    expect([ack, ...ack.repeats].every(({ status }) => status === 200)).toBe(true);
    await harness.slack.until(() => harness.slack.ephemerals(requester).length > 0);
    await quiet();
    expect(verifications()).toBe(1);
  });

  it.each([
    ["a wrong secret", { signingSecret: "wrong" }],
    ["no signature", { signature: null }],
    ["a timestamp of six minutes ago", { timestamp: () => nowInSeconds() - 360 }],
    ["a timestamp of two minutes ahead", { timestamp: () => nowInSeconds() + 120 }],
    ["a timestamp that is no number", { timestamp: "soon" }],
  ])("refuses %s with 401", async (_what, options) => {
    const { timestamp, ...rest } = options as { timestamp?: string | (() => number) };
    const at = typeof timestamp === "function" ? timestamp() : timestamp;
    const ack = await verify({ ...rest, ...(at === undefined ? {} : { timestamp: at }) });
    expect(ack.status).toBe(401);
    await quiet();
    expect(verifications()).toBe(0);
  });

  it("accepts a clock that is half a minute ahead", async () => {
    expect((await verify({ timestamp: nowInSeconds() + 30 })).status).toBe(200);
    await harness.slack.until(() => verifications() === 1);
  });

  it.each([
    ["workspace", { teamId: "T0000EVIL1" }],
    ["app", { appId: "A0000EVIL1" }],
  ])(
    "refuses a signed request of another %s, says so once in the log, and acts on nothing",
    async (_what, claim) => {
      for (let times = 0; times < 3; times += 1) expect((await verify(claim)).status).toBe(403);
      await harness.slack.sendEvent({ type: "app_home_opened", user: requester, tab: "home" }, claim);
      await quiet();
      expect(verifications()).toBe(0);
      expect(harness.operations.callsOf("showHome")).toEqual([]);
      expect(harness.log.filter(({ message }) => message.includes("another workspace"))).toHaveLength(1);
    },
  );

  it("takes the form's type with a charset, as some proxies send it", async () => {
    const ack = await verify({
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    });
    expect(ack.status).toBe(200);
    await harness.slack.until(() => verifications() === 1);
  });

  it("answers 404 to everything but Slack's endpoint", async () => {
    for (const [path, method] of [
      ["/slack/other", "POST"],
      ["/slack/events", "GET"],
      ["/slack//", "POST"],
    ] as const)
      expect((await fetch(`${harness.url}${path}`, { method })).status).toBe(404);
  });

  it("answers 413 to a body that no request of Slack reaches", async () => {
    const response = await fetch(`${harness.url}/slack/events`, {
      method: "POST",
      body: "x".repeat(300 * 1024),
    });
    expect(response.status).toBe(413);
  });

  it("acknowledges a button it does not know, and does nothing", async () => {
    await harness.slack.person(requester).command("/phone", "help");
    const message = await harness.slack.until(() => harness.slack.ephemerals(requester).at(-1));
    const ack = await harness.slack
      .person(requester)
      .click(message, "from_the_future", { forged: { value: "42:1042" } });
    expect(ack).toMatchObject({ status: 200, late: false });
  });

  it("refuses with words while the database cannot remember requests", async () => {
    const broken = await startSlackHarness({
      operations: (fake) => ({ ...fake, isFirst: async () => Promise.reject(new Error("no database")) }),
    });
    await broken.slack.person(requester).command("/phone", "list");
    const answer = await broken.slack.until(() => broken.slack.ephemerals(requester).at(-1));
    expect(answer.text).toContain("nothing was done");
    expect(broken.operations.callsOf("listNumbers")).toEqual([]);
    await broken.close();
  });
});

describe("the connection to Slack", () => {
  it("refuses everything with words until Slack has told who we are, and keeps trying", async () => {
    const early = await startSlackHarness({ started: false });
    early.operations.add();
    early.slack.fail("auth.test", { kind: "reset" }, { times: 4 });
    expect(early.bot.ready()).toMatchObject({ ok: false });
    early.bot.start();
    const ack = await early.slack.person(requester).command("/phone", "list");
    expect(ack.status).toBe(200);
    expect(ack.body).toContain("not connected to Slack yet");
    await waitFor(() => early.bot.ready().why?.startsWith("Slack did not answer") === true);
    await waitFor(() => early.bot.ready().ok, 10_000);
    await early.slack.person(requester).command("/phone", "list");
    await early.slack.until(() => early.operations.callsOf("listNumbers").length === 1);
    await early.close();
  });

  it("says why where the token is refused, without ending the process", async () => {
    const refused = await startSlackHarness({ started: false });
    refused.slack.fail("auth.test", { kind: "error", error: "invalid_auth" });
    refused.bot.start();
    await waitFor(() => refused.bot.ready().why?.includes("invalid_auth") === true);
    expect(refused.bot.ready()).toMatchObject({ ok: false, since: expect.any(Date) });
    await waitFor(() => refused.bot.ready().ok, 10_000);
    await refused.close();
  });

  it("asks again when the app was uninstalled", async () => {
    const calls = harness.slack.callsOf("auth.test").length;
    harness.slack.fail("auth.test", { kind: "error", error: "account_inactive" });
    await harness.slack.sendEvent({ type: "app_uninstalled" });
    await harness.slack.until(() => harness.slack.callsOf("auth.test").length > calls);
    await waitFor(() => !harness.bot.ready().ok);
    await waitFor(() => harness.bot.ready().ok, 10_000);
  });

  it("makes no call to Slack for a request besides what the request needs", async () => {
    await quiet();
    const before = harness.slack.calls.length;
    await quiet();
    const methods = harness.slack.calls.slice(before).map(({ method }) => method);
    expect(methods.filter((method) => method === "auth.test")).toEqual([]);
  });

  it("waits for listeners that still run when it is drained", async () => {
    const own = await startSlackHarness();
    own.operations.add();
    const looking = aGate();
    own.operations.look = () => looking.passed;
    await own.slack.person(requester).command("/phone", "verify 42");
    await own.slack.until(() => own.operations.callsOf("verifyNumber").length === 1);
    expect(await own.bot.drain(50)).toBe(1);
    const drained = own.bot.drain(5000);
    looking.open();
    expect(await drained).toBe(0);
    expect(own.slack.ephemerals(requester)).toHaveLength(1);
    await own.close();
  });
});
