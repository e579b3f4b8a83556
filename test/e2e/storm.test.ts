import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { SlackMessage } from "../../standins/slack/wire.ts";
import { importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { refuseUnaudited } from "../support/refuse-unaudited.ts";

const NUMBERS = 12;

/** Two replicas of the real bot, the real wire to Slack, Twilio and LiveKit: many numbers, one cause. */
let outside: Outside;
let database: TestDatabase;
let sql: pg.Client;
let bots: BotProcess[];
let ids: number[];

beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  sql = new pg.Client(database.url);
  await sql.connect();
  await refuseUnaudited(sql);
  // Time enough on a busy machine: a clean-up that runs out of it ends with a cause of its own, and leaves the storm.
  const env = { ...outside.env, DATABASE_URL: database.url, DELETE_BUDGET_SECONDS: "60" };
  bots = await Promise.all([startBot(env), startBot(env)]);
  outside.slack.connect(bots[0]?.url ?? "");
  ids = await Promise.all(
    Array.from({ length: NUMBERS }, (_, index) =>
      importNumber(bots[0]!, outside.seedNumber(`+1415555${1300 + index}`), { label: `Line ${index}` }),
    ),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(bots?.map((bot) => bot.stop()) ?? []);
  await sql?.end();
  await Promise.all([outside?.close(), database?.drop()]);
});

const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 30_000 });
const words = (message: SlackMessage | undefined) => JSON.stringify(message?.blocks ?? "");
const inChannel = () => outside.slack.messages(defaults.alerts);
const storm = () => inChannel().find((message) => words(message).includes("one cause"));
const person = () => outside.slack.person(defaults.requester);

describe("a storm, from the first corruption to the last number", () => {
  it("stands in one message, whatever other program wrote it", async () => {
    await sql.query(
      `UPDATE phone_numbers SET status = 'corrupted', corruption_cause = 'credentials' WHERE id = ANY($1)`,
      [ids],
    );
    await until(() => words(storm()).includes(`${NUMBERS} numbers, one cause`));
    await until(() => !words(storm()).includes("Lineman looks at one of them"));
    expect(inChannel()).toHaveLength(1);
    expect(storm()?.text).toContain(ACCOUNT.sid);
  });

  it("Open posts the first message of one number, and links to it in the thread", async () => {
    const message = await until(storm);
    await person().click(message as SlackMessage, "open_storm_member");
    await until(() => inChannel().length === 2);
    const lines = () => outside.slack.thread(defaults.alerts, message?.ts ?? "");
    await until(() => lines().some(({ text }) => /\/archives\/.*\|Open its alert>/.test(text)));
    await until(() => outside.slack.ephemerals(defaults.requester).length > 0);
    expect(outside.slack.ephemerals(defaults.requester).at(-1)?.text).toContain("has an alert of its own");
  });

  it("Retry all deletes every number, and the message tells the end", async () => {
    await person().click((await until(storm)) as SlackMessage, "retry_storm");
    await until(() => words(storm()).includes("all settled"));
    expect(words(storm())).toContain(`${NUMBERS} removed`);
    const left = await sql.query("SELECT 1 FROM phone_numbers WHERE id = ANY($1)", [ids]);
    expect(left.rows).toEqual([]);
    const runs = await sql.query("SELECT count(*)::int AS runs FROM teardown_runs");
    expect(runs.rows).toEqual([{ runs: NUMBERS }]);
    expect(inChannel()).toHaveLength(2);
  }, 90_000);
});
