import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askReadiness } from "../support/ask-readiness.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

describe("Slack goes away while the bot runs", () => {
  let outside: Outside;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let bot: BotProcess;
  beforeAll(async () => {
    [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
    const { hostname, port } = new URL(outside.slack.origin);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    bot = await startBot({
      ...outside.env,
      DATABASE_URL: database.url,
      SLACK_API_URL: proxy.through(outside.slack.apiUrl),
      STORM_THRESHOLD: "50",
    });
    outside.slack.connect(bot.url);
  });
  afterAll(async () => {
    await bot?.stop();
    await proxy?.close();
    await outside?.close();
    await database?.drop();
  });

  const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 40_000 });
  const posts = () => outside.slack.messages(defaults.alerts);
  const corrupted = async (...numbers: string[]) => {
    for (const phoneNumber of numbers) {
      const id = await importNumber(bot, outside.seedNumber(phoneNumber));
      await askBot(bot, "POST", `/${id}/corrupt`, { cause: "in_use", message: "gave up" });
    }
  };
  const behind = async () => {
    const page = await (await fetch(`${bot.url}/metrics`)).text();
    return Number(/^lineman_messages_behind\{kind="alert"\} (\d+)$/m.exec(page)?.[1]);
  };
  const ours = (from: number) =>
    posts()
      .slice(from)
      .map(({ text }) => /\+1 415 555 \d{4}/.exec(text ?? "")?.[0]);

  it("keeps alerts while Slack is down, shows how many, and posts each once when it is back", async () => {
    await proxy.be("refusing");
    await corrupted("+14155550131", "+14155550132", "+14155550133", "+14155550134");
    expect(await eventually(behind, (count) => count === 4)).toBe(4);
    await eventually(
      () => askReadiness(bot),
      ({ checks }) => checks["slack"]?.ok === false && checks["slack"].since !== null,
      90_000,
    );
    expect(posts()).toHaveLength(0);
    await proxy.be("open");
    await until(() => posts().length === 4);
    await eventually(behind, (count) => count === 0);
    expect(new Set(ours(0)).size).toBe(4);
    await eventually(
      () => askReadiness(bot),
      ({ status }) => status === 200,
      90_000,
    );
  }, 150_000);

  it("asks nothing of a channel before Retry-After is over, and then posts what waited", async () => {
    const from = posts().length;
    const limited = outside.slack.fail("chat.postMessage", { kind: "ratelimited", retryAfterSeconds: 4 });
    await corrupted("+14155550135", "+14155550136");
    await until(() => limited.left === 0);
    const askedAt = performance.now();
    const calls = outside.slack.callsOf("chat.postMessage").length;
    await until(() => outside.slack.callsOf("chat.postMessage").length > calls);
    expect(performance.now() - askedAt).toBeGreaterThan(3_500);
    await until(() => posts().length === from + 2);
    expect(new Set(ours(from)).size).toBe(2);
  }, 60_000);

  it("tells a person whose window Slack does not open what was done: nothing", async () => {
    outside.slack.fail("views.open", { kind: "status", status: 503 }, { times: 2 });
    const person = outside.slack.person(defaults.requester);
    await person.click(posts()[0]!, "force_delete_number");
    await until(() =>
      outside.slack.ephemerals(defaults.requester).some(({ text }) => text?.includes("Nothing was done")),
    );
    expect(outside.slack.viewsOf(defaults.requester)).toEqual([]);
  });
});
