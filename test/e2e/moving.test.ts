import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { askLineman, runLineman } from "../cli/run-lineman.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const CLOSED = "+14155550201";
const OPEN = "+14155550202";
const INTERRUPTED = "+14155550203";

let outside: Outside;
let directory: string;
let database: TestDatabase;
let pool: pg.Pool;
let bot: BotProcess;
let env: { embedded: Record<string, string>; postgres: Record<string, string> };
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "lineman-moving-"));
  [outside, database] = await Promise.all([startOutside(), createTestDatabase({ migrated: false })]);
  env = {
    embedded: { ...outside.env, DATA_DIR: join(directory, "data") },
    postgres: { ...outside.env, DATABASE_URL: database.url },
  };
  pool = new pg.Pool({ connectionString: database.url });
  bot = await startBot(env.embedded, { readyWithinMs: 200_000 });
  outside.slack.connect(bot.url);
}, 240_000);
afterAll(async () => {
  bot?.process.kill("SIGKILL");
  await pool?.end();
  await outside?.close();
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

async function recorded(phoneNumber: string): Promise<{ id: number; seeded: SeededNumber }> {
  const seeded = outside.seedNumber(phoneNumber);
  return { id: await importNumber(bot, seeded, { label: "Moving" }), seeded };
}
const spaced = (phoneNumber: string) => phoneNumber.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
/** Messages of the alert channel that name the number. */
const alertsOf = (phoneNumber: string) =>
  outside.slack
    .messages(defaults.alerts)
    .filter((message) => JSON.stringify(message.blocks).includes(spaced(phoneNumber)));

describe("a move from the embedded database to PostgreSQL", { timeout: 400_000 }, () => {
  let interrupted: Awaited<ReturnType<typeof recorded>>;
  let open: Awaited<ReturnType<typeof recorded>>;
  let alertTs: string | undefined;

  it("exports through the bot while that works, and after it was killed in the middle of a teardown", async () => {
    const closed = await recorded(CLOSED);
    open = await recorded(OPEN);
    interrupted = await recorded(INTERRUPTED);
    for (const { id } of [closed, open])
      await askBot(bot, "POST", `/${id}/corrupt`, { cause: "platform", message: "gave up" });
    await outside.slack.until(() => alertsOf(CLOSED).length === 1 && alertsOf(OPEN).length === 1, {
      timeoutMs: 30_000,
    });
    expect((await askBot(bot, "DELETE", `/${closed.id}/force`)).status).toBe(200);
    await outside.slack.until(() => JSON.stringify(alertsOf(CLOSED)).includes("was force-deleted"), {
      timeoutMs: 30_000,
    });
    alertTs = alertsOf(OPEN)[0]?.ts;

    const running = await askLineman(["export", join(directory, "running.ndjson.gz")], env.embedded);
    expect(running).toMatchObject({ code: 0, json: { rows: { phone_numbers: 2, incidents: 2 } } });
    const again = await runLineman(["export", join(directory, "running.ndjson.gz")], env.embedded);
    expect(again).toMatchObject({ code: 3, out: "" });
    expect(again.err).toContain("running.ndjson.gz exists already, and an export replaces nothing.");
    const onto = await runLineman(["import", join(directory, "running.ndjson.gz")], env.embedded);
    expect(onto).toMatchObject({
      code: 3,
      err: "A bot is running on this embedded database. Nothing was imported. Stop it, or give the import another DATA_DIR.\n",
    });

    const slow = outside.twilio.faults.add({ kind: "delay", method: "DELETE", path: "/v1/", delayMs: 3_000 });
    // Nobody answers it: its bot is killed.
    const deleting = askBot(bot, "DELETE", `/${interrupted.id}`).catch(() => null);
    await outside.slack.until(() => slow.hits() > 0, { timeoutMs: 20_000 });
    bot.process.kill("SIGKILL");
    await deleting;
    outside.twilio.faults.clear();
    const left = await askLineman(["numbers", "show", String(interrupted.id)], env.embedded);
    expect(left.json.status).toBe("deleting");
    const exported = await runLineman(["export", join(directory, "moved.ndjson")], env.embedded);
    expect(exported).toMatchObject({ code: 0, err: "" });
    expect(exported.out).toMatch(
      /^Exported to \S+moved\.ndjson: 2 numbers, 2 cases, \d+ events of the audit log, \d+ rows in all, \d+ jobs? that waits?\.\nIts Twilio tokens open with key [0-9a-f]{8} only \(ENCRYPTION_KEY\): keep it elsewhere\.\n$/,
    );
  });

  it("imports all of it, and the audit log holds to the same head", async () => {
    const before = await askLineman(["audit", "verify"], env.embedded);
    const imported = await runLineman(["import", join(directory, "moved.ndjson")], env.postgres);
    expect(imported).toMatchObject({ code: 0, err: "" });
    expect(imported.out).toMatch(
      /^Imported from \S+moved\.ndjson, as of [-\d]+ [:\d]+ UTC: 2 numbers, 2 cases, \d+ events of the audit log, \d+ rows in all, \d+ jobs? that waits?\.\nNext: `lineman audit verify`, then `lineman start`\. The bot that the file is from must not run any more\.\n$/,
    );
    const after = await askLineman(["audit", "verify"], env.postgres);
    expect(after).toMatchObject({ code: 0, json: { outcome: "holds" } });
    expect(after.json).toEqual(before.json);
    const twice = await runLineman(["import", join(directory, "moved.ndjson")], env.postgres);
    expect(twice.code).toBe(3);
    expect(twice.err).toContain("The database is not empty");
  });

  it("goes on by itself with what was interrupted, and sends no alert twice", async () => {
    bot = await startBot(env.postgres, { readyWithinMs: 120_000 });
    outside.slack.connect(bot.url);
    const gone = async () =>
      (await pool.query("SELECT 1 FROM phone_numbers WHERE id = $1", [interrupted.id])).rows.length === 0;
    const deadline = Date.now() + 150_000;
    while (!(await gone()) && Date.now() < deadline) await sleep(250);
    expect(await gone()).toBe(true);
    expect(outside.twilio.has(interrupted.seeded.twilio_trunk_sid)).toBe(false);
    expect(alertsOf(INTERRUPTED)).toEqual([]);

    // The alert that stood there before is the one that goes on.
    outside.cleanUpByHand(open.seeded);
    expect((await askBot(bot, "DELETE", `/${open.id}`)).status).toBe(200);
    await outside.slack.until(() => !JSON.stringify(alertsOf(OPEN)).includes("could not be deleted"), {
      timeoutMs: 30_000,
    });
    expect(alertsOf(OPEN).map(({ ts }) => ts)).toEqual([alertTs]);
    expect(alertsOf(CLOSED)).toHaveLength(1);
    const { rows } = await pool.query("SELECT count(*)::int AS count FROM incidents");
    expect(rows).toEqual([{ count: 2 }]);
    expect((await askLineman(["audit", "verify"], env.postgres)).json.outcome).toBe("holds");
    expect(outside.slack.violations).toEqual([]);
    expect(outside.twilio.violations).toEqual([]);
  });

  it("keeps out an import while the bot runs on the server", async () => {
    const { url, drop } = await createTestDatabase({ migrated: false });
    const other = await startBot({ ...outside.env, DATABASE_URL: url }, { readyWithinMs: 120_000 });
    const refused = await runLineman(["import", join(directory, "moved.ndjson")], {
      ...env.postgres,
      DATABASE_URL: url,
    });
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/^A bot \(or another command of Lineman\) is connected to this database: /);
    await other.stop();
    await drop();
    expect(existsSync(join(directory, "moved.ndjson"))).toBe(true);
  });
});
