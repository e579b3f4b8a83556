import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, API_TOKEN, type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createTestDatabase } from "../support/database.ts";

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
  const api = (method: string, path: string, body?: unknown) =>
    fetch(`${bot.url}/api/v2/phone_numbers${path}`, {
      method,
      headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it("is ready: database, queue and Slack", async () => {
    const answer = await fetch(`${bot.url}/readyz`);
    expect(answer.status).toBe(200);
    const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean; since: string }[] };
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ["database", true],
      ["queue", true],
      ["slack", true],
    ]);
    for (const { since } of checks) expect(since).toMatch(/Z$/);
  });

  it("measures numbers, incidents, alerts and calls, and names none of them", async () => {
    const seeded = outside.seedNumber(NUMBER);
    const imported = await api("POST", "/import", {
      ...seeded,
      label: "Support Line",
      provider: "twilio",
      twilio_account_sid: ACCOUNT.sid,
      twilio_auth_token: ACCOUNT.authToken,
    });
    const { item } = (await imported.json()) as { item: { id: number } };
    await api("POST", `/${item.id}/corrupt`, { cause: "in_use", message: "gave up" });
    await outside.slack.until(() => outside.slack.messages(defaults.alerts).length > 0, {
      timeoutMs: 20_000,
    });
    let page = "";
    await outside.slack.until(
      async () => {
        page = await (await fetch(`${bot.url}/metrics`)).text();
        return page.includes("lineman_alert_delay_seconds_count 1");
      },
      { timeoutMs: 20_000 },
    );
    for (const line of [
      "lineman_database_up 1",
      'lineman_phone_numbers{status="corrupted"} 1',
      'lineman_incidents_open{claimed="no"} 1',
    ])
      expect(page).toContain(line);
    expect(page).toMatch(/lineman_provider_calls_total\{provider="twilio",call="sight",outcome="ok"\} \d/);
    expect(page).toMatch(/lineman_provider_calls_total\{provider="livekit",call="look",outcome="ok"\} \d/);
    expect(page).toMatch(/lineman_slack_calls_total\{method="chat\.postMessage",outcome="answered"\} 1/);
    expect(page).toMatch(/^nodejs_eventloop_lag_seconds /m);
    const secrets = [
      NUMBER,
      "Support Line",
      ACCOUNT.sid,
      ACCOUNT.authToken,
      ...Object.values(seeded).flat(),
      defaults.alerts,
    ];
    for (const secret of secrets) expect(page).not.toContain(secret);
  });
});
