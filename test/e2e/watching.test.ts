import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, API_TOKEN, type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase } from "../support/database.ts";
import { judgedFetch } from "../support/judged.ts";

const NUMBER = "+14155551234";

describe("what monitoring sees of a bot at work", () => {
  let outside: Outside;
  let database: { url: string; drop(): Promise<void> };
  let bot: BotProcess;
  beforeAll(async () => {
    outside = await startOutside();
    database = await createTestDatabase();
    bot = await startBot({ ...outside.env, DATABASE_URL: database.url });
    outside.slack.connect(bot.url);
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await database?.drop();
  });

  it("is ready: database, queue and Slack", async () => {
    const answer = await judgedFetch(`${bot.url}/readyz`);
    expect(answer.status).toBe(200);
    const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean; since: string }[] };
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["database", true],
      ["queue", true],
      ["slack", true],
    ]);
    for (const { since } of checks) expect(since).toMatch(/Z$/);
  });

  const recorded = (phoneNumber: string) =>
    importNumber(bot, outside.seedNumber(phoneNumber), { label: "Support Line 7" });
  const scrape = async () => (await judgedFetch(`${bot.url}/metrics`)).text();
  const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 20_000 });

  it("measures what there is, what waits, and every call, after a busy run", async () => {
    const deleted = await recorded("+14155551230");
    expect((await askBot(bot, "DELETE", `/${deleted}`)).status).toBe(200);
    const corrupted = await recorded(NUMBER);
    outside.slack.fail("chat.postMessage", { kind: "ratelimited", retryAfterSeconds: 1 });
    await askBot(bot, "POST", `/${corrupted}/corrupt`, {
      cause: "in_use",
      message: "gave up on +14155551234",
    });
    await until(() => outside.slack.messages(defaults.alerts).length > 0);
    const [alert] = outside.slack.messages(defaults.alerts);
    await outside.slack.person(defaults.requester).click(alert!, "check_again");
    await outside.slack.person(defaults.requester).command("/phone", `show ${corrupted}`);
    outside.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else-0123456789ab");
    expect((await askBot(bot, "DELETE", `/${corrupted}`)).status).toBe(422);
    expect((await askBot(bot, "DELETE", `/${corrupted}`)).status).toBe(422);
    const forced = await recorded("+14155551236");
    await askBot(bot, "POST", `/${forced}/corrupt`, { cause: "a word of the platform", message: "" });
    expect((await askBot(bot, "DELETE", `/${forced}/force`)).status).toBe(200);

    let page = "";
    await until(async () => {
      page = await scrape();
      return /^lineman_alert_delay_seconds_count [1-9]/m.test(page);
    });
    for (const line of [
      /^lineman_database_up 1$/,
      /^lineman_phone_numbers\{status="active"\} 0$/,
      /^lineman_phone_numbers\{status="corrupted"\} 1$/,
      /^lineman_incidents_open\{claimed="no"\} 1$/,
      /^lineman_incidents_oldest_open_age_seconds \d/,
      /^lineman_alert_delay_seconds_bucket\{le="60"\} \d/,
      /^lineman_provider_calls_total\{provider="twilio",call="sight",outcome="ok"\} \d/,
      /^lineman_provider_calls_total\{provider="twilio",call="\w+",outcome="credentials"\} \d/,
      /^lineman_provider_calls_total\{provider="livekit",call="look",outcome="ok"\} \d/,
      /^lineman_provider_call_seconds_bucket\{le="0.5",provider="livekit",call="look"\} \d/,
      /^lineman_slack_calls_total\{method="chat\.postMessage",outcome="rate_limited"\} 1$/,
      /^lineman_slack_calls_total\{method="chat\.postMessage",outcome="answered"\} \d/,
      /^lineman_messages_behind\{kind="alert"\} \d/,
      /^lineman_jobs_oldest_due_age_seconds\{job="sync_alert"\} \d/,
      /^nodejs_eventloop_lag_seconds \d/,
    ])
      expect(page).toMatch(new RegExp(line, "m"));
  });

  it("names no number, no id, no label and no person in it", async () => {
    const page = await scrape();
    const ours = page.split("\n").filter((line) => line.startsWith("lineman_"));
    const labels = ours.flatMap((line) => [...line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]);
    expect(labels.length).toBeGreaterThan(50);
    // Whatever names one of them has a digit or a space in it: a label's value is a word of the code, or a bucket's bound.
    const strange = labels.filter(([, name, value = ""]) =>
      name === "le" ? !/^(\d+(\.\d+)?|\+Inf)$/.test(value) : !/^[a-zA-Z_.]+$/.test(value),
    );
    expect(strange.map(([pair]) => pair)).toEqual([]);
    const ids = outside.twilio.resources().map(({ sid }) => sid);
    for (const secret of [...ids, NUMBER, ACCOUNT.sid, ACCOUNT.authToken, API_TOKEN, defaults.alerts])
      expect(page).not.toContain(secret);
  });
});
