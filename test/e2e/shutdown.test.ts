import { afterAll, beforeAll, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let outside: Outside;
let database: TestDatabase;
let bot: BotProcess;
beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  bot = await startBot({ ...outside.env, DATABASE_URL: database.url }, { npm: true });
});
afterAll(async () => {
  await bot?.stop();
  await outside?.close();
  await database?.drop();
});

it("finishes a delete that is under way when npm start is told to stop, and ends with code 0", async () => {
  const seeded = outside.seedNumber("+14155550142");
  const id = await importNumber(bot, seeded, { label: "Drained" });
  const slow = outside.twilio.faults.add({
    kind: "delay",
    method: "DELETE",
    path: "/v1/Trunks",
    delayMs: 700,
  });
  const deleted = askBot(bot, "DELETE", `/${id}`);
  await outside.slack.until(() => slow.hits() > 0, { timeoutMs: 20_000 });
  const code = bot.stop();
  expect((await deleted).status).toBe(200);
  expect(await code).toBe(0);
  expect(outside.twilio.has(seeded.twilio_trunk_sid)).toBe(false);
  await expect(fetch(`${bot.url}/healthz`)).rejects.toThrow();
});
