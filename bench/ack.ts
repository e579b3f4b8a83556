import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startBot } from "../standins/bot-process.ts";
import { ACCOUNT, API_TOKEN, type Outside, startOutside } from "../standins/outside.ts";
import { defaults } from "../standins/slack/default-workspace.ts";
import type { Ack } from "../standins/slack/sending.ts";
import { createSlackStandin, type SlackStandin } from "../standins/slack/slack-standin.ts";
import type { SlackMessage } from "../standins/slack/wire.ts";
import { startPostgres } from "../test/support/start-postgres.ts";

// How long Slack waits for the bot's answer to each kind of request while the database is busy, beside a bare Bolt app that
// only acknowledges. `node --import tsx bench/ack.ts [rounds]`; ends with 1 where a median is over the target.
// The target holds for a server. The embedded database works in the bot's own thread, so its load is the bot's own as well.

const TARGET_MS = 100;
const ROUNDS = Number(process.argv[2] ?? 30);
/** On a server, beside the bot. */
const BUSY_CALLERS = 8;
const FIRST_NUMBER = 14155550100;
const NUMBERS = 20;

type Sends = () => Promise<Ack>;

/** Keeps the database busy until it is told to stop: on a server directly, else through the bot that owns it. */
function keepBusy(url: string, databaseUrl: string | undefined): () => Promise<void> {
  let stopped = false;
  const callers = Array.from({ length: databaseUrl === undefined ? 1 : BUSY_CALLERS }, async (_, caller) => {
    const client = databaseUrl === undefined ? null : new pg.Client(databaseUrl);
    await client?.connect();
    while (!stopped) {
      if (client === null) await list(url);
      else if (caller % 2 === 0)
        await client.query("SELECT count(*) FROM external_resources a, external_resources b");
      // A row for each caller: they would deadlock over all of them.
      else
        await client.query(
          `UPDATE phone_numbers SET label = label || '' WHERE id = (
             SELECT id FROM phone_numbers WHERE status = 'active' ORDER BY id OFFSET ${caller} LIMIT 1)`,
        );
    }
    await client?.end();
  });
  return async () => {
    stopped = true;
    await Promise.all(callers);
  };
}

async function list(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/v2/phone_numbers?page=1&page_size=100`, {
    headers: { authorization: `Bearer ${API_TOKEN}` },
  });
  await answer.arrayBuffer();
}

async function post(url: string, path: string, body: unknown): Promise<{ item: { id: number } }> {
  const answer = await fetch(`${url}/api/v2/phone_numbers${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { item: { id: number } };
}

/** Twenty numbers, the first of them corrupted; its id and its alert. */
async function prepare(outside: Outside, url: string): Promise<{ id: number; alert: () => SlackMessage }> {
  const ids: number[] = [];
  for (let index = 0; index < NUMBERS; index += 1) {
    const { item } = await post(url, "/import", {
      ...outside.seedNumber(`+${FIRST_NUMBER + index}`),
      label: "Support Line",
      provider: "twilio",
      supports_inbound: true,
      twilio_account_sid: ACCOUNT.sid,
      twilio_auth_token: ACCOUNT.authToken,
    });
    ids.push(item.id);
  }
  const id = ids[0] ?? 0;
  await post(url, `/${id}/corrupt`, { cause: "credentials", message: "Twilio rejected the credentials" });
  const alert = () => outside.slack.messages(defaults.alerts)[0];
  await outside.slack.until(alert, { timeoutMs: 20_000 });
  return {
    id,
    alert: () => {
      const shown = alert();
      if (shown === undefined) throw new Error("the alert is gone");
      return shown;
    },
  };
}

/** Every kind of request that is acknowledged in another way. */
async function requestsOf(outside: Outside, url: string): Promise<Record<string, Sends>> {
  const { id, alert } = await prepare(outside, url);
  const person = outside.slack.person(defaults.requester);
  await person.command("/phone", `force-delete ${id}`);
  const decided = () => outside.slack.viewsOf(defaults.requester).find((view) => view.submit);
  const modal = await outside.slack.until(decided, { timeoutMs: 20_000 });
  const wrong = { digits: "9999", reason: "bench" };
  return {
    // First: a person does 30 things a minute, and a form that comes too fast is answered before it is checked. What was
    // acknowledged before it is counted takes as long either way.
    "submit, wrong digits": () => person.submit(modal.id, wrong, { unchecked: true }),
    "/phone help": () => person.command("/phone", "help"),
    "/phone show": () => person.command("/phone", `show ${id}`),
    "Home opened": () => person.openHome(),
    // Last: the looks that it starts go on after its answers.
    "button Check again": () => person.click(alert(), "check_again"),
  };
}

async function medianOf(send: Sends): Promise<{ median: number; worst: number }> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { status, ms } = await send();
    if (status !== 200) throw new Error(`answered ${status}`);
    times.push(ms);
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(ROUNDS / 2)] ?? 0, worst: times.at(-1) ?? 0 };
}

async function startBare(): Promise<{ slack: SlackStandin; stop: () => Promise<void> }> {
  const slack = await createSlackStandin();
  const secret = slack.workspace.signingSecret;
  const child = spawn(process.execPath, ["--import", "tsx", "bench/bare-bolt.ts", secret], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  slack.connect(`http://127.0.0.1:${port.toString().trim()}`);
  const stop = async () => {
    child.kill("SIGTERM");
    await slack.close();
  };
  return { slack, stop };
}

/** Prints what each kind of request takes on this database; the slowest median, in ms. */
async function measure(name: string, database: Record<string, string>): Promise<number> {
  const databaseUrl = database["DATABASE_URL"];
  const outside = await startOutside();
  const bot = await startBot({ ...outside.env, ...database, LOG_LEVEL: "error" });
  outside.slack.connect(bot.url);
  const bare = await startBare();
  const requests = await requestsOf(outside, bot.url);
  const somebody = bare.slack.person(defaults.requester);
  const rest = keepBusy(bot.url, databaseUrl);
  console.log(`${name}, kept busy; median of ${ROUNDS}`);
  let slowest = 0;
  for (const [request, send] of Object.entries(requests)) {
    const lineman = await medianOf(send);
    // To an app that only acknowledges all requests are alike.
    const least = await medianOf(() => somebody.command("/phone", "help"));
    slowest = Math.max(slowest, lineman.median);
    const times = (lineman.median / Math.max(least.median, 1)).toFixed(1);
    console.log(
      `  ${request.padEnd(22)} ${String(lineman.median).padStart(4)} ms (worst ${lineman.worst})  bare Bolt ${least.median} ms, ${times}x`,
    );
  }
  await rest();
  await Promise.all([bot.stop(), bare.stop()]);
  await outside.close();
  return slowest;
}

const dataDir = await mkdtemp(join(tmpdir(), "lineman-bench-"));
const postgres = await startPostgres();
const slowest = await measure("PostgreSQL", { DATABASE_URL: postgres.adminUrl });
await measure("embedded", { DATA_DIR: dataDir });
console.log(`target ${TARGET_MS} ms at the median on PostgreSQL: ${slowest < TARGET_MS ? "met" : "MISSED"}`);
await postgres.stop();
await rm(dataDir, { recursive: true, force: true });
process.exit(slowest < TARGET_MS ? 0 : 1);
