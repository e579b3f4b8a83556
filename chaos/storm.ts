import { setTimeout as sleep } from "node:timers/promises";
import { ACCOUNT } from "../standins/outside.ts";
import { defaults } from "../standins/slack/default-workspace.ts";
import { eventually } from "./cast.ts";
import { type Finding, stuckAfter } from "./judge.ts";
import { heededRetryAfter, mostPostsWithin, refusedCalls } from "./pace.ts";
import type { PartReport } from "./report.ts";
import { openStage, type Stage } from "./stage.ts";

const STATEMENTS_PER_SECOND = 10;
const VISIBLE_WITHIN_MS = 10_000;
/** More often, and the waits that Slack asks for would add up to what is promised. */
const REFUSED_EVERY_MS = 20_000;

/** When so many were corrupted, and when the message first told of so many. */
type Counted = { at: number; total: number };

/** Thousands of numbers of one account are corrupted by plain SQL; each must stand in the storm message within seconds. */
export async function runStorm(
  adminUrl: string,
  { numbers, withinMs }: { numbers: number; withinMs: number },
): Promise<PartReport> {
  const settings = {
    STORM_THRESHOLD: "5",
    TWILIO_ACCOUNT_SID: ACCOUNT.sid,
    TWILIO_AUTH_TOKEN: "a-token-that-was-rotated-0123456789",
  };
  const stage = await openStage({ adminUrl, settings });
  const { slack } = stage.outside;
  try {
    await stage.fleet.start();
    await stage.sql.query(
      `INSERT INTO phone_numbers (phone_number, label, provider, twilio_account_sid, twilio_trunk_sid)
       SELECT '+1' || (4150000000 + n), 'Line ' || n, 'twilio', $1, 'TK' || md5(n::text)
       FROM generate_series(1, $2::int) n`,
      [ACCOUNT.sid, numbers],
    );
    const seen = watch(stage);
    const corrupted = await corruptEvenly(stage, numbers, withinMs);
    await eventually(() => shownTotal(stage) >= numbers, VISIBLE_WITHIN_MS * 3);
    const shown = seen.stop();
    const lags = corrupted.map(({ at, total }) => {
      const first = shown.find((each) => each.total >= total);
      return { total, lagMs: first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, first.at - at) };
    });
    const stuck = await stuckAfter(stage, 60_000);
    const messages = slack.messages(defaults.alerts).length;
    return {
      title: "A storm",
      what: `${numbers} numbers of one Twilio account are corrupted by plain SQL in ${Math.round(withinMs / 1_000)} s, two replicas, Slack takes one message a second and answers some updates with 429.`,
      figures: {
        "numbers corrupted": numbers,
        "until the message tells of them, s, median": seconds(quantile(lags, 0.5)),
        "until the message tells of them, s, worst": seconds(quantile(lags, 1)),
        "messages in the channel": messages,
        "most posts within any 5 s": mostPostsWithin(slack.calls, 5_000),
        "requests that Slack answered with 429": refusedCalls(slack.calls),
      },
      findings: [
        visibleInTime(lags),
        {
          promise: "all of them stand in one message",
          broken: messages === 1 ? [] : [`${messages} messages in the channel`],
        },
        {
          promise: "at most one message a second",
          broken:
            mostPostsWithin(slack.calls, 5_000) > 6
              ? [`${mostPostsWithin(slack.calls, 5_000)} messages within 5 s`]
              : [],
        },
        heededRetryAfter(slack.calls),
        stuck,
        {
          promise: "no rule of Slack is broken",
          broken: slack.violations.map(({ kind, method, detail }) => `${method}: ${kind} ${detail}`),
        },
      ],
    };
  } finally {
    await stage.close();
  }
}

async function corruptEvenly({ sql, outside }: Stage, numbers: number, withinMs: number): Promise<Counted[]> {
  const statements = Math.max(1, Math.round((withinMs / 1_000) * STATEMENTS_PER_SECOND));
  const refusals = Math.max(1, Math.floor(withinMs / REFUSED_EVERY_MS));
  const corrupted: Counted[] = [];
  const begun = Date.now();
  for (let index = 1; index <= statements; index += 1) {
    const total = Math.round((numbers * index) / statements);
    await sql.query(
      `UPDATE phone_numbers SET status = 'corrupted', corruption_cause = 'credentials'
       WHERE id IN (SELECT id FROM phone_numbers WHERE status = 'active' ORDER BY id LIMIT $1)`,
      [total - (corrupted.at(-1)?.total ?? 0)],
    );
    corrupted.push({ at: Date.now(), total });
    // Now and then Slack asks to wait.
    if (index < statements && index % Math.ceil(statements / (refusals + 1)) === 0)
      outside.slack.fail("chat.update", { kind: "ratelimited", retryAfterSeconds: 3 });
    await sleep(Math.max(0, begun + (withinMs * index) / statements - Date.now()));
  }
  return corrupted;
}

/** Notes whenever the storm message tells of more. */
function watch(stage: Stage): { stop(): Counted[] } {
  const shown: Counted[] = [];
  const stop = stage.outside.slack.onChange(() => {
    const total = shownTotal(stage);
    if (total > (shown.at(-1)?.total ?? 0)) shown.push({ at: Date.now(), total });
  });
  return {
    stop: () => {
      stop();
      return shown;
    },
  };
}

/** What its header says: "10,000 numbers, one cause". */
function shownTotal({ outside }: Stage): number {
  const words = outside.slack
    .messages(defaults.alerts)
    .map(({ blocks }) => /([\d,]+) numbers, one cause/.exec(JSON.stringify(blocks))?.[1]);
  return Math.max(0, ...words.map((word) => Number(word?.replaceAll(",", "") ?? 0)));
}

function quantile(lags: readonly { lagMs: number }[], part: number): number {
  const sorted = lags.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1);

function visibleInTime(lags: readonly { total: number; lagMs: number }[]): Finding {
  const late = lags.filter(({ lagMs }) => lagMs > VISIBLE_WITHIN_MS);
  return {
    promise: `every number is visible through the storm message within ${VISIBLE_WITHIN_MS / 1_000} s`,
    broken: late.map(({ total, lagMs }) => `number ${total} after ${seconds(lagMs)} s`),
  };
}
