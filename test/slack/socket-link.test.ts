import { afterEach, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { startSocketHarness } from "./support/quick-sockets.ts";
import { aGate, type SlackHarness, waitFor } from "./support/slack-harness.ts";

const { requester, colleague } = defaults;

const running: SlackHarness[] = [];
afterEach(async () => {
  for (const harness of running.splice(0).reverse()) await harness.close();
});
async function start(...options: Parameters<typeof startSocketHarness>): Promise<SlackHarness> {
  const harness = await startSocketHarness(...options);
  running.push(harness);
  return harness;
}

/** Asks for something harmless and waits until the person reads the answer. */
async function answersHelp({ slack }: SlackHarness, userId = colleague): Promise<void> {
  const before = slack.ephemerals(userId).length;
  expect(await slack.person(userId).command("/phone", "help")).toMatchObject({ status: 200, late: false });
  await slack.until(() => slack.ephemerals(userId).length > before);
}
const said = (harness: SlackHarness, words: string) =>
  harness.log.filter(({ message, fields }) => (message + JSON.stringify(fields)).includes(words));

describe("sockets to Slack", () => {
  it("are two, and each payload comes over one of them", async () => {
    const harness = await start();
    for (let times = 0; times < 4; times += 1) await answersHelp(harness);
    const given = harness.slack.sockets.open.map(({ delivered }) => delivered);
    expect(given).toEqual([2, 2]);
    expect(harness.bot.ready()).toMatchObject({ ok: true, why: null });
    expect(harness.slack.violations).toEqual([]);
  });

  it("are replaced at once when Slack asks for it, one after the other, and no payload is lost meanwhile", async () => {
    const harness = await start();
    const { sockets, sendEvent, until } = harness.slack;
    let stopped = false;
    let events = 0;
    const stream = (async () => {
      while (!stopped) {
        events += 1;
        const event = { type: "app_home_opened", user: colleague, channel: "D1", tab: "home" };
        expect(await sendEvent(event)).toMatchObject({ status: 200 });
      }
    })();
    for (const reason of ["refresh_requested", "warning", "refresh_requested"] as const) {
      const opened = sockets.opened;
      sockets.open[0]?.disconnect(reason);
      await until(() => sockets.opened > opened && sockets.open.length === 2);
      expect(harness.bot.ready().ok).toBe(true);
    }
    stopped = true;
    await stream;
    expect(events).toBeGreaterThan(3);
    await until(() => harness.operations.callsOf("showHome").length === events);
    expect(harness.log.filter(({ level }) => level !== "info")).toEqual([]);
    expect(harness.slack.violations).toEqual([]);
  });

  it("hold one open while Slack has the other replaced", async () => {
    const harness = await start({
      times: { healthyMs: 60_000, firstRetryMs: 60_000, longestRetryMs: 60_000 },
    });
    harness.slack.sockets.open[0]?.disconnect("refresh_requested");
    await harness.slack.until(() => harness.slack.sockets.open.length === 1);
    await answersHelp(harness);
    expect(harness.bot.ready().ok).toBe(true);
  });

  it("are dialled again when they break, both at once too", async () => {
    const harness = await start();
    for (const link of harness.slack.sockets.open) link.drop();
    await waitFor(() => !harness.bot.ready().ok);
    expect(harness.bot.ready().why).toMatch(
      /^socket: not connected since 20\d\d-.*Z\. Connection 1 and 2: The socket broke/,
    );
    await waitFor(() => harness.bot.ready().ok);
    await answersHelp(harness);
  });

  it.each([
    ["half-open: nothing arrives on either side", "goSilent", { pongMs: 300 }, "The socket broke"],
    [
      "answering our pings, but without a word of Slack's own",
      "stopPinging",
      { silenceMs: 500 },
      "looked alive",
    ],
  ] as const)("are replaced where one looks alive and is not (%s)", async (_what, silence, times, why) => {
    const harness = await start({ times });
    const { sockets } = harness.slack;
    const [victim] = sockets.open;
    victim?.[silence]();
    await waitFor(() => !sockets.open.includes(victim!) && sockets.open.length === 2);
    expect(said(harness, why)).toHaveLength(1);
    await answersHelp(harness);
    await answersHelp(harness);
  });

  it("are replaced where Slack never pinged at all, and stay where it does", async () => {
    const quiet = await start({ socketPingEveryMs: 60_000, times: { silenceMs: 500 } });
    await waitFor(() => quiet.slack.sockets.opened >= 4);
    const lively = await start({ times: { silenceMs: 1000 } });
    const until = Date.now() + 1500;
    await waitFor(() => Date.now() > until);
    expect(lively.slack.sockets.opened).toBe(2);
  });

  it.each(["no_hello", "no_upgrade"] as const)(
    "are given up where the dial meets silence (%s)",
    async (fault) => {
      const harness = await start({ started: false, times: { helloMs: 500 } });
      harness.slack.sockets.dialFault = fault;
      harness.bot.start();
      await waitFor(() => harness.bot.ready().why?.includes("did not say hello") === true);
      harness.slack.sockets.dialFault = "none";
      await waitFor(() => harness.bot.ready().ok);
      await answersHelp(harness);
    },
  );

  it("are refused where the app has ten already, which is said once, and come when there is room", async () => {
    const first = await start();
    for (let more = 0; more < 4; more += 1) await start({ slack: first.slack });
    expect(first.slack.sockets.open).toHaveLength(10);
    const sixth = await start({ slack: first.slack, started: false });
    const tries = () => first.slack.callsOf("apps.connections.open").length;
    const before = tries();
    sixth.bot.start();
    await waitFor(() => sixth.bot.ready().why?.includes("too_many_websockets") === true);
    await waitFor(() => tries() >= before + 6);
    expect(said(sixth, "too_many_websockets")).toHaveLength(1);
    await first.bot.drain(1000);
    await waitFor(() => sixth.bot.ready().ok);
  });

  it("are dialled less and less often while that does not work", async () => {
    const harness = await start({ started: false, times: { firstRetryMs: 60_000, longestRetryMs: 60_000 } });
    harness.slack.fail("apps.connections.open", { kind: "error", error: "internal_error" }, { times: 9 });
    harness.bot.start();
    await waitFor(
      () => harness.bot.ready().why?.includes("Connection 1 and 2: Slack gave no address") === true,
    );
    const until = Date.now() + 300;
    await waitFor(() => Date.now() > until);
    expect(harness.slack.callsOf("apps.connections.open")).toHaveLength(2);
  });
});

describe("the start in Socket Mode", () => {
  it("goes on dialling while Slack is down, without ending anything", async () => {
    const harness = await start({ started: false, times: { helloMs: 500 } });
    for (const kind of ["reset", "hang"] as const)
      harness.slack.fail("apps.connections.open", { kind }, { times: 2 });
    harness.slack.fail("apps.connections.open", { kind: "status", status: 503 }, { times: 4 });
    harness.slack.fail("apps.connections.open", { kind: "ratelimited", retryAfterSeconds: 0 }, { times: 2 });
    harness.bot.start();
    await waitFor(() => harness.bot.ready().why?.includes("Slack gave no address for a socket") === true);
    await waitFor(() => harness.bot.ready().ok, 15_000);
    await answersHelp(harness);
  });

  it("says once what is wrong with a wrong app-level token, and how to mend it", async () => {
    const harness = await start({
      started: false,
      config: { link: { mode: "socket", appToken: "xapp-wrong" } },
    });
    harness.bot.start();
    await waitFor(() => harness.slack.callsOf("apps.connections.open").length >= 6);
    const { why, ok } = harness.bot.ready();
    expect(ok).toBe(false);
    expect(why).toContain("Slack refuses the app-level token (invalid_auth). Make one with the scope");
    expect(why).toContain("set SLACK_APP_TOKEN");
    expect(said(harness, "invalid_auth")).toHaveLength(1);
    expect(JSON.stringify(harness.log)).not.toContain("xapp-wrong");
  });

  it("has no door for HTTP", async () => {
    const harness = await start();
    const answer = await fetch(`${harness.url}/slack/events`, { method: "POST", body: "ssl_check=1" });
    expect(answer.status).toBe(404);
  });
});

describe("the end in Socket Mode", () => {
  it("hangs up, lets a running listener finish, and takes nothing more", async () => {
    const harness = await start();
    harness.operations.add();
    const looking = aGate();
    harness.operations.look = () => looking.passed;
    await harness.slack.person(requester).command("/phone", "verify 42");
    await harness.slack.until(() => harness.operations.callsOf("verifyNumber").length === 1);
    const drained = harness.bot.drain(5000);
    await waitFor(() => harness.slack.sockets.open.length === 0);
    expect(await harness.slack.person(colleague).command("/phone", "help")).toMatchObject({ status: 503 });
    looking.open();
    expect(await drained).toBe(0);
    expect(harness.slack.ephemerals(requester)).toHaveLength(1);
    expect(harness.slack.violations).toEqual([]);
  });

  it("waits for the answer to a form before it hangs up", async () => {
    const harness = await start();
    harness.operations.add();
    await harness.slack.person(requester).command("/phone", "force-delete 42");
    const view = await harness.slack.until(() =>
      harness.slack.viewsOf(requester).find(({ submit }) => submit !== null),
    );
    harness.operations.formTakesMs = 300;
    const submitted = harness.slack
      .person(requester)
      .submit(view.id, { digits: "0000" }, { unchecked: true });
    await harness.slack.until(() => harness.operations.callsOf("checkForceDeleteForm").length === 1);
    const drained = harness.bot.drain(5000);
    expect((await submitted).errors).toHaveProperty("digits");
    expect(await drained).toBe(0);
  });

  it("ends in time where the other side does not answer any more", async () => {
    const harness = await start({ times: { pongMs: 60_000, silenceMs: 60_000 } });
    for (const link of harness.slack.sockets.open) link.goSilent();
    const since = Date.now();
    expect(await harness.bot.drain(5000)).toBe(0);
    expect(Date.now() - since).toBeLessThan(5000);
  });

  it("hangs up while it still dials", async () => {
    const harness = await start({ started: false });
    harness.slack.fail("apps.connections.open", { kind: "slow", delayMs: 200 }, { times: 2 });
    harness.bot.start();
    await harness.slack.until(() => harness.slack.callsOf("apps.connections.open").length === 2);
    await harness.bot.drain(1000);
    await waitFor(() => harness.slack.callsOf("apps.connections.open").every(({ answer }) => answer?.ok));
    await waitFor(() => harness.slack.sockets.open.length === 0);
  });
});
