import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { API_TOKEN, type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

/** Longer than any lease, and no longer than Twilio, LiveKit and Slack bear. */
const AHEAD_MS = 50_000;
const SLOW_MS = 8_000;

let outside: Outside;
let database: TestDatabase;
let right: BotProcess;
let ahead: BotProcess;
beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  const env = { ...outside.env, DATABASE_URL: database.url };
  const preload = fileURLToPath(new URL("../support/clock-ahead.mjs", import.meta.url));
  [right, ahead] = await Promise.all([
    startBot(env),
    startBot({ ...env, CLOCK_AHEAD_MS: String(AHEAD_MS), NODE_OPTIONS: `--import=${preload}` }),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all([right?.stop(), ahead?.stop()]);
  await Promise.all([outside?.close(), database?.drop()]);
});

const deletesOf = ({ twilio_trunk_sid: trunk }: SeededNumber) =>
  outside.twilio.calls.filter(({ method, path }) => method === "DELETE" && path.endsWith(trunk));
const remove = async ({ url }: BotProcess, id: number, key: string) => {
  const headers = { authorization: `Bearer ${API_TOKEN}`, "idempotency-key": key };
  const answer = await fetch(`${url}/api/v2/phone_numbers/${id}`, { method: "DELETE", headers });
  return { status: answer.status, message: ((await answer.json()) as { message: string }).message };
};

describe("two replicas of which one has a clock that is ahead", () => {
  it("keep to the database's clock", async () => {
    const id = await importNumber(ahead, outside.seedNumber("+14155550140"));
    const { body } = await askBot(ahead, "GET", `/${id}`);
    const [{ checked_at: checkedAt }] = body.item.external_resources as unknown as [{ checked_at: string }];
    expect(Math.abs(Date.parse(checkedAt) - Date.now())).toBeLessThan(AHEAD_MS / 2);
  });

  it("take nothing over from each other that is being worked on", async () => {
    const seeded = outside.seedNumber("+14155550141");
    const id = await importNumber(right, seeded);
    outside.twilio.faults.add({
      kind: "delay",
      method: "DELETE",
      path: `/v1/Trunks/${seeded.twilio_trunk_sid}`,
      delayMs: SLOW_MS,
      times: 1,
    });
    const first = remove(right, id, "clocks-apart");
    await eventually(
      () => deletesOf(seeded),
      (deletes) => deletes.length > 0,
    );
    expect(await remove(ahead, id, "clocks-apart")).toEqual({
      status: 409,
      message: "A request with this Idempotency-Key is still being worked on",
    });
    expect(await first).toEqual({ status: 200, message: "Phone number deleted successfully" });
    expect(deletesOf(seeded)).toHaveLength(1);
  }, 60_000);
});
