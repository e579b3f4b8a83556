import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView, SlackMessage } from "../../standins/slack/wire.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { refuseUnaudited } from "../support/refuse-unaudited.ts";

/** Two replicas of the real bot on one PostgreSQL; Slack and the platform reach now the one, now the other. */
let outside: Outside;
let database: TestDatabase;
let sql: pg.Client;
let replicas: [BotProcess, BotProcess];

beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  sql = new pg.Client(database.url);
  await sql.connect();
  await refuseUnaudited(sql);
  const env = { ...outside.env, DATABASE_URL: database.url };
  replicas = await Promise.all([startBot(env), startBot(env)]);
  through(0);
});
afterAll(async () => {
  await Promise.all(replicas?.map((bot) => bot.stop()) ?? []);
  await sql?.end();
  await Promise.all([outside?.close(), database?.drop()]);
});

/** What Slack sends from now on goes to this replica. */
const through = (replica: 0 | 1) => outside.slack.connect(replicas[replica].url);
const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 20_000 });
const words = (value: unknown) => JSON.stringify(value ?? "");
const first = () => outside.slack.person(defaults.requester);
const second = () => outside.slack.person(defaults.approver);

/** How often the audit log has this deed of a number. */
async function deeds(action: string, id: number): Promise<number> {
  const query = "SELECT count(*)::int AS times FROM audit_events WHERE action = $1 AND phone_number_id = $2";
  return (await sql.query<{ times: number }>(query, [action, id])).rows[0]?.times ?? 0;
}

let lastNumber = 1200;

/** A number with one of everything, on the books of both replicas. */
async function imported(): Promise<{ id: number; e164: string; seeded: SeededNumber }> {
  lastNumber += 1;
  const seeded = outside.seedNumber(`+1415555${lastNumber}`);
  const id = await importNumber(replicas[0], seeded, { label: `Line ${lastNumber}` });
  return { id, e164: seeded.phone_number, seeded };
}

/** The same, reported as corrupted; its alert, once the first look is in it. */
async function corrupted() {
  const number = await imported();
  await askBot(replicas[0], "POST", `/${number.id}/corrupt`, { cause: "platform", message: "gave up" });
  const alert = () => outside.slack.messages(defaults.alerts).find((message) => isAbout(message, number.id));
  await until(() => words(alert()?.blocks).includes("still there"));
  return { ...number, alert: () => alert() as SlackMessage };
}

const isAbout = ({ blocks }: SlackMessage, id: number) => words(blocks).includes(`LM-${id}-`);

/** Every removal that Twilio and LiveKit were asked for since; each may be asked for once. */
function removals(): string[] {
  const twilio = outside.twilio.calls.filter(({ method }) => method === "DELETE");
  const livekit = outside.livekit.calls.filter(({ path }) => path.includes("/Delete"));
  return [...twilio.map(({ path }) => path), ...livekit.map(({ path, body }) => `${path} ${body}`)];
}

/** Slow enough that the second request comes while the first is at work. */
function slowProviders(): void {
  outside.twilio.calls.splice(0);
  outside.livekit.calls.splice(0);
  outside.twilio.faults.add({ kind: "delay", method: "DELETE", delayMs: 300, times: 3 });
}

describe("the same thing asked for twice over HTTP", () => {
  it("case 33: two DELETE requests on two replicas tear down once, and the other caller is told who is at it", async () => {
    const { id } = await imported();
    slowProviders();
    const answers = await Promise.all([
      askBot(replicas[0], "DELETE", `/${id}`),
      askBot(replicas[1], "DELETE", `/${id}`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [done, busy] = answers[0]?.status === 200 ? answers : answers.toReversed();
    expect(done?.body.message).toBe("Phone number deleted successfully");
    expect(busy?.body.message).toMatch(/^Phone number is being deleted by .*platform.* since 20\d\d-/);
    expect(removals().length).toBeGreaterThan(0);
    expect(new Set(removals()).size).toBe(removals().length);
    expect(await deeds("delete_requested", id)).toBe(1);
  });

  it("case 33: two force deletes over HTTP on two replicas remove the record once, and the other caller finds none", async () => {
    const { id, alert } = await corrupted();
    const answers = await Promise.all([
      askBot(replicas[0], "DELETE", `/${id}/force`),
      askBot(replicas[1], "DELETE", `/${id}/force`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(answers.find(({ status }) => status === 404)?.body.message).toBe("Phone number not found");
    expect(await deeds("force_delete_confirmed", id)).toBe(1);
    await until(() => words(alert().blocks).includes("was force-deleted"));
    expect(words(alert().blocks)).toContain("platform");
  });
});

describe("the same button pressed twice in Slack", () => {
  it("case 48: a signed Retry clean-up that comes three times, and a second person's press on another replica, start one clean-up", async () => {
    const { id, e164, alert } = await corrupted();
    const shown = alert();
    slowProviders();
    const said = outside.slack.ephemerals(defaults.approver).length;
    const mine = first().click(shown, "retry_clean_up", { asSeen: shown, times: 3, atOnce: true });
    // Not sent before the first one's action is on record: which of the two is told is then no matter of luck.
    await expect.poll(() => deeds("delete_requested", id), { timeout: 20_000 }).toBe(1);
    through(1);
    const theirs = second().click(shown, "retry_clean_up", { asSeen: shown });
    through(0);
    const acks = await Promise.all([mine, theirs]);
    expect(acks.flatMap((ack) => [ack, ...ack.repeats]).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    const answer = await until(() => outside.slack.ephemerals(defaults.approver)[said]);
    expect(answer.text).toMatch(
      new RegExp(
        `${e164.replace("+", "\\+")} is being deleted already\\. <@${defaults.requester}> began it|This case is over`,
      ),
    );
    await until(() => alert().blocks.every(({ type }) => type !== "actions"));
    expect(await deeds("delete_requested", id)).toBe(1);
    expect(new Set(removals()).size).toBe(removals().length);
    expect((await askBot(replicas[1], "GET", `/${id}`)).status).toBe(404);

    const before = outside.slack.ephemerals(defaults.requester).length;
    await first().click(shown, "retry_clean_up", { asSeen: shown });
    const late = await until(() => outside.slack.ephemerals(defaults.requester)[before]);
    expect(late.text).toContain("This case is over");
    expect(await deeds("delete_requested", id)).toBe(1);
  });

  it("case 48: a signed submission that comes five times at once force-deletes once", async () => {
    const { id, e164, seeded, alert } = await corrupted();
    outside.cleanUpByHand(seeded);
    const window = await openWindow(0, id);
    await first().submit(
      window.id,
      { digits: e164.slice(-4), reason: "OPS-812" },
      { times: 5, atOnce: true },
    );
    await until(() => words(alert().blocks).includes("was force-deleted"));
    expect(await deeds("force_delete_confirmed", id)).toBe(1);
    // The answer to a copy may come first, and closes the window: then the end is told in the person's messages.
    const told = () => [
      ...outside.slack.viewsOf(defaults.requester).map(({ blocks }) => words(blocks)),
      ...outside.slack.messages("D000ONCALL").map(({ text }) => text),
    ];
    await until(() =>
      told().some((text) => text.includes("You force-deleted +") && text.includes(e164.slice(-4))),
    );
  });

  it("case 33: two people who submit at once on two replicas: one force delete, and the other reads who was faster", async () => {
    const { id, e164, seeded } = await corrupted();
    outside.cleanUpByHand(seeded);
    const mine = await openWindow(0, id);
    const theirs = await openWindow(1, id);
    const form = { digits: e164.slice(-4), reason: "OPS-812" };
    through(0);
    const one = first().submit(mine.id, form);
    through(1);
    const other = second().submit(theirs.id, form);
    await Promise.all([one, other]);
    through(0);
    const ends = [
      words(await settled(defaults.requester, mine.id)),
      words(await settled(defaults.approver, theirs.id)),
    ];
    expect(ends.filter((end) => end.includes("You force-deleted +"))).toHaveLength(1);
    expect(ends.filter((end) => / force-deleted this number .* before you/.test(end))).toHaveLength(1);
    expect(await deeds("force_delete_confirmed", id)).toBe(1);
  });

  it("breaks no rule of Slack, Twilio or LiveKit on the way", () => {
    expect(outside.slack.violations).toEqual([]);
    expect(outside.twilio.violations).toEqual([]);
    expect(outside.livekit.violations).toEqual([]);
  });
});

/** Opens the force-delete window of the replica's own person and waits until the checks are in it. */
async function openWindow(replica: 0 | 1, id: number): Promise<ShownView> {
  const person = replica === 0 ? first() : second();
  through(replica);
  await person.command("/phone", `force-delete ${id}`);
  const window = await until(() => {
    const view = outside.slack.viewsOf(person.id).at(-1);
    return view?.submit ? view : undefined;
  });
  through(0);
  return window;
}

/** The window once it says how it ended. */
function settled(userId: string, viewId: string): Promise<ShownView> {
  return until(() => {
    const view = outside.slack.viewsOf(userId).find(({ id }) => id === viewId);
    return view && /force-deleted/.test(words(view.blocks)) ? view : undefined;
  }) as Promise<ShownView>;
}
