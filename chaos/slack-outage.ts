import { setTimeout as sleep } from "node:timers/promises";
import { defaults } from "../standins/slack/default-workspace.ts";
import type { SlackFault } from "../standins/slack/faults.ts";
import { createCast, eventually } from "./cast.ts";
import { type Finding, judge, stuckAfter } from "./judge.ts";
import { createLedger } from "./ledger.ts";
import { heededRetryAfter, mostPostsWithin, refusedCalls } from "./pace.ts";
import type { PartReport } from "./report.ts";
import { openStage, type Stage } from "./stage.ts";

/** How Slack fails, one after the other, each for an equal part of the outage. */
const outagesOf = (outageMs: number): SlackFault[] => [
  { kind: "reset" },
  { kind: "status", status: 503 },
  {
    kind: "ratelimited",
    retryAfterSeconds: Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.ceil(outageMs / 10_000)),
  },
];
const LONGEST_RETRY_AFTER_SECONDS = 30;
/** Beside the alerts: what is said in threads, and the time until somebody looks again. */
const CATCH_UP_MARGIN_MS = 90_000;

/** Numbers are corrupted evenly over an outage of Slack; afterwards everybody must be told, in order. */
export async function runSlackOutage(
  adminUrl: string,
  { corruptions, outageMs }: { corruptions: number; outageMs: number },
): Promise<PartReport> {
  const stage = await openStage({ adminUrl });
  const ledger = createLedger();
  const cast = createCast(stage, ledger);
  const { slack } = stage.outside;
  try {
    await stage.fleet.start();
    const ids: number[] = [];
    for (let index = 0; index < corruptions; index += 1) ids.push((await cast.importNumber()).id);
    const ending = fail(stage, outageMs);
    for (const id of ids) {
      await cast.corruptBySql(id, "in_use");
      await sleep(outageMs / corruptions);
    }
    await ending;
    const overAt = Date.now();
    const alertsOf = () => slack.messages(defaults.alerts).filter(({ threadTs }) => threadTs === undefined);
    await eventually(() => alertsOf().length >= corruptions, corruptions * 1_000 + CATCH_UP_MARGIN_MS);
    const tookMs = Date.now() - overAt;
    const order = alertsOf().map(({ metadata }) => Number(metadata?.event_payload["incident_id"]));
    const findings = [
      inOrder(order, corruptions),
      heededRetryAfter(slack.calls),
      await stuckAfter(stage, 60_000),
      ...(await judge(stage, ledger)),
    ];
    return {
      title: "Slack is out",
      what: `Slack resets connections, answers 503 and answers 429, for ${Math.round(outageMs / 3_000)} s each; ${corruptions} numbers are corrupted by plain SQL meanwhile. Two replicas. Nothing is simulated: the outage lasts as long as it says.`,
      figures: {
        "outage, s": Math.round(outageMs / 1_000),
        "numbers corrupted in it": corruptions,
        "alerts after it": order.length,
        "until the last one, s": (tookMs / 1_000).toFixed(1),
        "most posts within any 5 s": mostPostsWithin(slack.calls, 5_000),
        "requests that Slack answered with 429": refusedCalls(slack.calls),
      },
      findings,
    };
  } finally {
    await stage.close();
  }
}

async function fail({ outside: { slack } }: Stage, outageMs: number): Promise<void> {
  const outages = outagesOf(outageMs);
  for (const fault of outages) {
    const struck = slack.fail("*", fault, { times: Number.POSITIVE_INFINITY });
    await sleep(outageMs / outages.length);
    struck.clear();
  }
}

function inOrder(incidents: readonly number[], expected: number): Finding {
  const late = incidents.filter((id, index) => index > 0 && id < (incidents[index - 1] ?? 0));
  const broken = late.map((id) => `incident ${id} came after a younger one`);
  if (incidents.length !== expected) broken.push(`${incidents.length} alerts for ${expected} corruptions`);
  return { promise: "every incident has its alert afterwards, the oldest first", broken };
}
