import { setTimeout as sleep } from "node:timers/promises";
import { createCast } from "./cast.ts";
import type { Replica } from "./fleet.ts";
import { judge, stuckAfter } from "./judge.ts";
import { createLedger } from "./ledger.ts";
import { killWhileMigrating } from "./migrations-killed.ts";
import type { Patience } from "./patience.ts";
import type { Exchange } from "./proxy.ts";
import type { PartReport } from "./report.ts";
import { openStage } from "./stage.ts";
import { startWorkload } from "./workload.ts";

/** How long a replica is left alone at most, in the time that it needs to start. */
const LONGEST_LIFE = 3;
/** A part of the kills hits starts on an empty database, two at a time. */
const MIGRATION_ROUNDS_PART = 1 / 20;
const STORIES_ABREAST = 8;
const SETTLED_WITHIN_MS = 60_000;

/** Moments at which nobody hears of what was done: the bot dies after the provider or Slack has done it. */
const AIMS: Record<string, (exchange: Exchange & { at: "slack" | "twilio" }) => boolean> = {
  "Slack has posted and nobody has heard of it": ({ at, path }) =>
    at === "slack" && path.includes("chat.postMessage"),
  "Slack has updated and nobody has heard of it": ({ at, path }) =>
    at === "slack" && path.includes("chat.update"),
  "Twilio has removed and nobody has heard of it": ({ at, method }) => at === "twilio" && method === "DELETE",
  "Twilio has created and nobody has heard of it": ({ at, method }) => at === "twilio" && method === "POST",
};

/** kill -9 at random moments and at chosen ones, over a running workload; both replicas are killed again and again. */
export async function runKills(
  adminUrl: string,
  { kills, say = () => {} }: { kills: number; say?: (progress: string) => void },
): Promise<PartReport> {
  const rounds = Math.ceil(kills * MIGRATION_ROUNDS_PART);
  const stage = await openStage({ adminUrl });
  const ledger = createLedger();
  const cast = createCast(stage, ledger);
  const tally: Tally = { done: 0, wanted: kills - 2 * rounds, whileStarting: 0, moments: new Map(), say };
  try {
    const begun = performance.now();
    await stage.fleet.start();
    const startMs = performance.now() - begun;
    const workload = startWorkload(cast, STORIES_ABREAST);
    const lifeMs = startMs * LONGEST_LIFE;
    const { patience } = cast;
    await Promise.all(
      stage.fleet.replicas.map((replica) => killAgainAndAgain(replica, lifeMs, { tally, patience })),
    );
    await workload.finish();
    const quietSeconds = Math.round(patience.quietMs() / 1_000);
    const findings = [
      await stuckAfter(stage, SETTLED_WITHIN_MS),
      {
        promise: "every number came to its end, no step of it later than three quiet minutes",
        broken: workload.failed(),
      },
      ...(await judge(stage, ledger)),
      await killWhileMigrating(adminUrl, { rounds, startMs }),
    ];
    return {
      title: "kill -9",
      what: "Two replicas on one PostgreSQL behind a load balancer are killed again and again while numbers are created, imported, deleted, corrupted (API, SQL), claimed, cleaned up and force-deleted (Slack, API).",
      figures: {
        "kill -9": tally.done + 2 * rounds,
        "of these in the first start on an empty database": 2 * rounds,
        "of these in a later start": tally.whileStarting,
        ...Object.fromEntries(
          [...tally.moments].map(([moment, times]) => [`of these when ${moment}`, times]),
        ),
        "numbers that lived from record to removal": workload.told(),
        "changes that somebody was told of": ledger.size(),
        "until the last number under way was removed, s after the last start": quietSeconds,
      },
      findings,
    };
  } finally {
    await stage.close();
  }
}

interface Tally {
  done: number;
  wanted: number;
  whileStarting: number;
  moments: Map<string, number>;
  say: (progress: string) => void;
}

/** Kills it and starts it, until enough are killed; at last it is left alive. */
async function killAgainAndAgain(
  replica: Replica,
  lifeMs: number,
  { tally, patience }: { tally: Tally; patience: Patience },
): Promise<void> {
  while (tally.done < tally.wanted) {
    tally.done += 1;
    if (tally.done % 10 === 0) tally.say(`kill ${tally.done} of ${tally.wanted}`);
    if (tally.done % 2 === 0) await killAtRandom(replica, lifeMs, tally);
    else await killAtMoment(replica, lifeMs, tally);
    await replica.spawn();
    patience.disturbed();
  }
  const isReady = await replica.ready();
  patience.disturbed();
  if (!isReady) throw new Error("a replica did not start after the last kill");
}

async function killAtRandom(replica: Replica, lifeMs: number, tally: Tally): Promise<void> {
  const ready = replica.ready();
  await sleep(Math.random() * lifeMs);
  if (replica.url() === null) tally.whileStarting += 1;
  await replica.kill();
  await ready;
}

async function killAtMoment(replica: Replica, lifeMs: number, tally: Tally): Promise<void> {
  const moments = Object.keys(AIMS);
  const moment = moments[Math.floor(Math.random() * moments.length)] ?? "";
  if (!(await replica.ready())) throw new Error("a replica did not start");
  const struck = new Promise<boolean>((resolve) => {
    replica.aim((exchange) => {
      const strikes = AIMS[moment]?.(exchange) === true;
      if (strikes) resolve(true);
      return strikes;
    });
  });
  // Where it does not come to that it is killed anyway.
  if (await Promise.race([struck, sleep(lifeMs).then(() => false)]))
    tally.moments.set(moment, (tally.moments.get(moment) ?? 0) + 1);
  await replica.kill();
}
