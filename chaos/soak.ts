import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cast, createCast } from "./cast.ts";
import type { Replica } from "./fleet.ts";
import { type Finding, judge, stuckAfter } from "./judge.ts";
import { createLedger } from "./ledger.ts";
import type { PartReport } from "./report.ts";
import { openStage } from "./stage.ts";
import { STORIES } from "./stories.ts";

/** What people and programs do all day; in turns. */
const ACTIONS: readonly ((cast: Cast, turn: number) => Promise<unknown>)[] = [
  (cast) => cast.platform.send("GET", "?page=1&page_size=25"),
  (cast) => cast.platform.send("GET", "?status=corrupted"),
  (cast) => cast.platform.send("GET", `/${anyId()}`),
  (cast) => cast.nextPerson().command("/phone", "list corrupted"),
  (cast) => cast.platform.send("GET", `/${anyId()}`),
  (cast) => cast.nextPerson().openHome(),
  (cast) => cast.platform.send("GET", "?page=2&page_size=100"),
  (cast) => cast.nextPerson().command("/phone", `show ${anyId()}`),
  (cast) => cast.nextPerson().command("/phone", `history ${anyId()}`),
  // Mostly one more look; every now and then a number lives from its record to its end, with its alert.
  (cast, turn) => tellStory(cast, turn) ?? cast.platform.send("GET", "/999999"),
];
/** In rounds of all actions: a story takes about five messages, and Slack takes one a second. */
const STORY_EVERY = 20;
const INVENTORY = 200;
const SAMPLE_EVERY_MS = 5_000;
/** Samples. */
const SAY_EVERY = 12;
/** Caches fill and code is compiled in the first part of the run; what grows after it grows for ever. */
const SETTLED_PART = 1 / 3;
/** A replica that gains this much in a day would have to be restarted within weeks. */
const FLAT_MB_PER_HOUR = 20;

interface Sample {
  atHours: number;
  rssMb: number;
  lagP99Ms: number;
}

/** A steady load for a long time on two replicas: memory must stay flat, the event loop free, and nothing may fail. */
export async function runSoak(
  adminUrl: string,
  {
    perSecond,
    minutes,
    say = () => {},
  }: { perSecond: number; minutes: number; say?: (progress: string) => void },
): Promise<PartReport> {
  const stage = await openStage({ adminUrl, settings: { DELETE_BUDGET_SECONDS: "20" } });
  const ledger = createLedger();
  const cast = createCast(stage, ledger);
  try {
    await stage.fleet.start();
    await fillInventory(cast);
    const samples = stage.fleet.replicas.map((): Sample[] => []);
    const begun = performance.now();
    const forMs = minutes * 60_000;
    const sampling = sampleAll(stage.fleet.replicas, samples, { forMs, say });
    const { done, failed } = await act(cast, { perSecond, forMs });
    await sampling;
    const tookMs = performance.now() - begun;
    const slopes = samples.map(slopeMbPerHour);
    return {
      title: "Soak",
      what: `${perSecond} actions a second for ${minutes} min on two replicas and one PostgreSQL: API reads, /phone commands, App Home, and numbers that are imported, corrupted, claimed, cleaned up and force-deleted.`,
      figures: {
        actions: done,
        "numbers that lived from record to removal":
          ledger.of("deleted").length + ledger.of("force_deleted").length,
        "actions a second": (done / (tookMs / 1_000)).toFixed(1),
        "resident memory at the end, MB": samples.map((each) => each.at(-1)?.rssMb.toFixed(0)).join(" and "),
        "growth after the first third, MB an hour": slopes.map((slope) => slope.toFixed(1)).join(" and "),
        "event loop lag p99, ms, median of the samples": samples.map(medianLag).join(" and "),
        "event loop lag p99, ms, worst sample": samples.map(worstLag).join(" and "),
      },
      findings: [
        { promise: "every action is answered", broken: failed },
        flat(slopes),
        await stuckAfter(stage, 60_000),
        ...(await judge(stage, ledger)),
      ],
    };
  } finally {
    await stage.close();
  }
}

/** One of the inventory, which nobody changes: the first numbers of the database. */
const anyId = () => 1 + Math.floor(Math.random() * INVENTORY);

async function fillInventory({ stage }: Cast): Promise<void> {
  await stage.sql.query(
    `INSERT INTO phone_numbers (phone_number, label)
     SELECT '+1' || (4160000000 + n), 'Line ' || n FROM generate_series(1, $1::int) n`,
    [INVENTORY],
  );
}

/** The next story, where it is time for one. */
function tellStory(cast: Cast, turn: number): Promise<void> | undefined {
  const round = Math.floor(turn / ACTIONS.length);
  if (round % STORY_EVERY !== 0) return undefined;
  return STORIES[(round / STORY_EVERY) % STORIES.length]?.(cast);
}

/** Begins an action at each tick, whether the ones before it have ended or not. */
async function act(cast: Cast, { perSecond, forMs }: { perSecond: number; forMs: number }) {
  const failed: string[] = [];
  const running = new Set<Promise<void>>();
  const begun = performance.now();
  let done = 0;
  for (let turn = 0; performance.now() - begun < forMs; turn += 1) {
    const action = ACTIONS[turn % ACTIONS.length];
    const one = (action?.(cast, turn) ?? Promise.resolve())
      .then((answer) => {
        if (!isAnswered(answer)) failed.push(`action ${turn % ACTIONS.length}: ${JSON.stringify(answer)}`);
      })
      .catch((error: unknown) => void failed.push(`action ${turn % ACTIONS.length}: ${String(error)}`))
      .finally(() => {
        done += 1;
        running.delete(one);
      });
    running.add(one);
    await sleep(Math.max(0, begun + ((turn + 1) * 1_000) / perSecond - performance.now()));
  }
  await Promise.all(running);
  return { done, failed: failed.map((each) => each.slice(0, 200)) };
}

/** An API answer or an ack of Slack's: anything but silence and 5xx. */
function isAnswered(answer: unknown): boolean {
  const status = (answer as { status?: number } | undefined)?.status;
  return status === undefined || (status !== 0 && status < 500);
}

async function sampleAll(
  replicas: readonly Replica[],
  samples: Sample[][],
  { forMs, say }: { forMs: number; say: (progress: string) => void },
): Promise<void> {
  const begun = performance.now();
  while (performance.now() - begun < forMs) {
    const atHours = (performance.now() - begun) / 3_600_000;
    for (const [index, replica] of replicas.entries()) {
      const lagP99Ms = await lagOf(replica);
      samples[index]?.push({ atHours, rssMb: rssMbOf(replica.pid()), lagP99Ms });
    }
    if ((samples[0]?.length ?? 0) % SAY_EVERY === 0) say(progressOf(samples));
    await sleep(SAMPLE_EVERY_MS);
  }
}

function progressOf(samples: readonly Sample[][]): string {
  const last = samples.map((each) => each.at(-1));
  const memory = last.map((each) => `${each?.rssMb.toFixed(0)} MB`).join(" and ");
  return `${((last[0]?.atHours ?? 0) * 60).toFixed(0)} min: ${memory}`;
}

/** Linux: /proc/PID/status, in kB. */
function rssMbOf(pid: number): number {
  const [, kb = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb) / 1_024;
}

async function lagOf(replica: Replica): Promise<number> {
  const scrape = await fetch(`${replica.url()}/metrics`).then((answer) => answer.text());
  const [, seconds = "NaN"] = /^nodejs_eventloop_lag_p99_seconds ([\d.e-]+)$/m.exec(scrape) ?? [];
  return Number(seconds) * 1_000;
}

/** Least squares over what came after the settling. */
function slopeMbPerHour(samples: readonly Sample[]): number {
  const settled = samples.slice(Math.floor(samples.length * SETTLED_PART));
  const meanOf = (value: (sample: Sample) => number) =>
    settled.reduce((sum, each) => sum + value(each), 0) / settled.length;
  const [meanAt, meanRss] = [meanOf(({ atHours }) => atHours), meanOf(({ rssMb }) => rssMb)];
  const covariance = meanOf(({ atHours, rssMb }) => (atHours - meanAt) * (rssMb - meanRss));
  return covariance / meanOf(({ atHours }) => (atHours - meanAt) ** 2);
}

function flat(slopes: readonly number[]): Finding {
  const steep = slopes.filter((slope) => slope > FLAT_MB_PER_HOUR);
  return {
    promise: `memory grows by no more than ${FLAT_MB_PER_HOUR} MB an hour`,
    broken: steep.map((slope) => `${slope.toFixed(1)} MB an hour`),
  };
}

function lags(samples: readonly Sample[]): number[] {
  return samples.map(({ lagP99Ms }) => lagP99Ms).sort((a, b) => a - b);
}

const medianLag = (samples: readonly Sample[]) =>
  (lags(samples)[Math.floor(samples.length / 2)] ?? 0).toFixed(0);
const worstLag = (samples: readonly Sample[]) => (lags(samples).at(-1) ?? 0).toFixed(0);
