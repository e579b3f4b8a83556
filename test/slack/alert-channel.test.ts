import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AlertDelayed } from "../../src/operations/ports/alerts.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { createPace } from "../../src/slack/pace.ts";
import type { WebClients } from "../../src/slack/web-client.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { aNote, NOW } from "../support/factories.ts";
import { createMemoryTurns } from "../support/memory-turns.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { alerts, requester } = defaults;

let harness: SlackHarness;
let clock: ReturnType<typeof quickClock>;
let lastId = 0;
beforeAll(async () => {
  clock = quickClock();
  harness = await startSlackHarness({ clock });
});
afterAll(() => harness.close());
beforeEach(() => {
  clock.advance(60 * 60_000);
  harness.slack.clearFaults();
  harness.log.length = 0;
});

/** Facts of an incident of its own. */
function facts(changes: Parameters<typeof anIncident>[0] = {}) {
  lastId += 1;
  return alertFacts({ incident: anIncident({ id: lastId, ...changes }) });
}

async function delayOf(work: Promise<unknown>): Promise<number> {
  const error = await work.then(
    () => new Error("it was not delayed"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AlertDelayed) return error.retryAfterMs;
  throw error;
}

const fixes = () => harness.log.filter(({ level }) => level === "error").map(({ message }) => message);

describe("posting an alert", () => {
  it("puts one message into the channel that nothing foreign can turn into links or previews", async () => {
    const at = await harness.bot.alerts.post(facts());
    const message = harness.slack.message(alerts, at.ts);
    expect(message).toMatchObject({
      channel: alerts,
      metadata: { event_type: "lineman_alert", event_payload: { incident_id: lastId } },
    });
    expect(message?.text).toContain("+1 415 555 1234 (Support Line, id 42) could not be deleted");
    expect(harness.slack.callsOf("chat.postMessage").at(-1)?.args).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
      parse: "none",
      link_names: false,
    });
  });

  it("is not repeated when its answer is lost, and is found again", async () => {
    const incident = facts();
    const posts = harness.slack.callsOf("chat.postMessage").length;
    harness.slack.fail("chat.postMessage", { kind: "applied-then-reset" });
    const since = new Date(Date.now() - 1000);
    expect(await delayOf(harness.bot.alerts.post(incident))).toBe(10_000);
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(posts + 1);
    const found = await harness.bot.alerts.findPosted(lastId, since);
    expect(found).toEqual({ channel: alerts, ts: harness.slack.messages(alerts).at(-1)?.ts });
    expect(await harness.bot.alerts.findPosted(9999, since)).toBeNull();
  });

  it("finds a lost post behind more messages than one page holds", async () => {
    const incident = facts();
    const since = new Date(Date.now() - 1000);
    const at = await harness.bot.alerts.post(incident);
    for (let index = 0; index < 210; index += 1)
      await harness.slack.person(requester).say(alerts, `chatter ${index}`);
    expect(await harness.bot.alerts.findPosted(lastId, since)).toEqual(at);
    expect(harness.slack.callsOf("conversations.history").at(-1)?.args).toMatchObject({
      include_all_metadata: true,
    });
  });

  it("waits as long as Slack asks", async () => {
    harness.slack.fail("chat.postMessage", { kind: "ratelimited", retryAfterSeconds: 17 });
    expect(await delayOf(harness.bot.alerts.post(facts()))).toBe(17_000);
    // And so does whoever comes next, without asking Slack.
    const posts = harness.slack.callsOf("chat.postMessage").length;
    expect(await delayOf(harness.bot.alerts.post(facts()))).toBeGreaterThan(16_000);
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(posts);
  });

  it.each([
    ["channel_not_found", "invite the bot"],
    ["not_in_channel", "invite the bot"],
    ["is_archived", "archived"],
    ["invalid_auth", "SLACK_BOT_TOKEN"],
    ["missing_scope", "scopes of manifest.yml"],
  ])("comes back much later after %s, and names the fix once", async (error, words) => {
    harness.slack.fail("chat.postMessage", { kind: "error", error }, { times: 2 });
    for (let times = 0; times < 2; times += 1) {
      expect(await delayOf(harness.bot.alerts.post(facts()))).toBe(300_000);
      clock.advance(300_000);
    }
    expect(fixes()).toHaveLength(1);
    expect(fixes()[0]).toContain(words);
    await harness.bot.alerts.post(facts());
  });

  it("sends the words alone where Slack refuses the drawing", async () => {
    harness.slack.fail("chat.postMessage", { kind: "error", error: "invalid_blocks" });
    const at = await harness.bot.alerts.post(facts());
    expect(harness.slack.message(alerts, at.ts)).toMatchObject({
      blocks: [],
      text: expect.stringContaining("could not be deleted"),
    });
    expect(fixes()[0]).toContain("its text was sent alone");
  });

  it("is held back where people of other companies read the channel", async () => {
    const channel = harness.slack.workspace.channels.find(({ id }) => id === alerts);
    if (channel) channel.isExtShared = true;
    const posts = harness.slack.callsOf("chat.postMessage").length;
    expect(await delayOf(harness.bot.alerts.post(facts()))).toBe(300_000);
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(posts);
    expect(fixes()).toEqual([expect.stringContaining("shared with another company")]);
    if (channel) channel.isExtShared = false;
    clock.advance(15 * 60_000);
    await harness.bot.alerts.post(facts());
  });

  it("goes out, with a word in the log, where Slack does not let us see whether it is shared", async () => {
    harness.slack.fail("conversations.info", { kind: "error", error: "missing_scope" });
    await harness.bot.alerts.post(facts());
    expect(fixes()).toEqual([expect.stringContaining("cannot see whether the alert channel is shared")]);
  });
});

describe("the message afterwards", () => {
  it("is updated in place", async () => {
    const open = facts();
    const at = await harness.bot.alerts.post(open);
    const incident = {
      ...open.incident,
      outcome: "removed",
      closedAt: NOW,
      closedBy: { kind: "system", name: "retry" },
    } as const;
    expect(await harness.bot.alerts.update({ ...open, incident, number: null }, at)).toBe("updated");
    expect(harness.slack.message(alerts, at.ts)).toMatchObject({
      edits: 1,
      text: expect.stringContaining("was cleaned up and deleted"),
    });
  });

  it("is reported as gone when somebody deleted it", async () => {
    const open = facts();
    const at = await harness.bot.alerts.post(open);
    await harness.slack.person(requester).remove(at);
    expect(await harness.bot.alerts.update(open, at)).toBe("gone");
  });

  it("takes notes into its thread, each recognised again", async () => {
    const at = await harness.bot.alerts.post(facts());
    const ts = await harness.bot.alerts.reply(
      at,
      aNote({ text: "<!channel> *Requester* ticked CL…" }),
      anIncident(),
    );
    const [, note] = harness.slack.thread(alerts, at.ts);
    expect(note).toMatchObject({
      ts,
      metadata: { event_type: "lineman_note", event_payload: { note_id: 5 } },
    });
    expect(note?.text).toBe("&lt;!channel&gt; ∗Requester∗ ticked CL…");
    expect(await harness.bot.alerts.findReply(at, 5)).toBe(ts);
    expect(await harness.bot.alerts.findReply(at, 6)).toBeNull();
  });

  it("is not followed by a note in the channel when it was deleted just before", async () => {
    const deleted: unknown[] = [];
    // Slack's own behaviour (slack-go#1571), which the stand-in does not have: the reply becomes a message of its own.
    const chat = {
      postMessage: async () => ({ ok: true, channel: alerts, ts: "2.0", message: { text: "too late" } }),
      delete: async (message: unknown) => void deleted.push(message),
    };
    const clients = { web: { chat }, once: { chat } } as unknown as WebClients;
    const own = quickClock();
    const messenger = createMessenger(clients, createPace(createMemoryTurns(own), own));
    const at = { channel: alerts, ts: "1.0" };
    expect(await messenger.reply(at, { text: "too late", blocks: [] })).toBe("parent_gone");
    expect(deleted).toEqual([{ channel: alerts, ts: "2.0" }]);
  });
});

describe("everything that was sent", () => {
  it("was accepted by Slack", () => {
    expect(harness.slack.violations.filter(({ kind }) => kind !== "missing_scope")).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
