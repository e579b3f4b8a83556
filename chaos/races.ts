import pLimit from "p-limit";
import { type Cast, createCast } from "./cast.ts";
import { type Finding, judge, stuckAfter } from "./judge.ts";
import { createLedger } from "./ledger.ts";
import { raceToApprove } from "./races/approve.ts";
import { raceToClaim } from "./races/claim.ts";
import { raceToDelete } from "./races/delete.ts";
import { raceToForceDelete } from "./races/force-delete.ts";
import type { Race } from "./races/race.ts";
import type { PartReport } from "./report.ts";
import { openStage } from "./stage.ts";

const RACES: Record<string, Race> = {
  delete: raceToDelete,
  claim: raceToClaim,
  "force delete": raceToForceDelete,
  approve: raceToApprove,
};
/** Slack takes one message a second, so that most of a race is waiting for its turn. */
const ABREAST = 8;
/** So much may a hundred races leave to be said, at one message a second. */
const SETTLED_WITHIN_MS = 600_000;

/** Two replicas, two callers at the same moment, `times` for each kind of race. */
export async function runRaces(
  adminUrl: string,
  { times, say = () => {} }: { times: number; say?: (progress: string) => void },
): Promise<PartReport> {
  // Time enough on a busy machine: a race is no race where a clean-up runs out of it.
  const stage = await openStage({ adminUrl, settings: { DELETE_BUDGET_SECONDS: "60" } });
  const ledger = createLedger();
  const cast = createCast(stage, ledger);
  try {
    await stage.fleet.start();
    const findings: Finding[] = [];
    for (const [name, race] of Object.entries(RACES)) {
      const abreast = pLimit(ABREAST);
      const results = await Promise.all(
        Array.from({ length: times }, (_, index) => abreast(() => outcomeOf(race, cast, index))),
      );
      // What this kind has left Slack to say must not hold up the next one.
      findings.push(await stuckAfter(stage, SETTLED_WITHIN_MS, `of the races to ${name} `));
      const broken = results.flatMap((each, index) => each.map((what) => `race ${index}: ${what}`));
      say(`${times} races: ${name}, ${broken.length} broken`);
      findings.push({ promise: `${name}: ${times} races, one winner each, the loser told so`, broken });
    }
    return {
      title: "Races of two replicas",
      what: "Two callers want the same thing of the same number at the same moment, each at another replica: over the API (delete), by buttons and windows in Slack (claim, approve, force delete), and a person in Slack against the API (every second force delete).",
      figures: { "races of each kind": times },
      findings: [...findings, ...(await judge(stage, ledger))],
    };
  } finally {
    await stage.close();
  }
}

async function outcomeOf(race: Race, cast: Cast, index: number): Promise<string[]> {
  try {
    return await race(cast, index);
  } catch (error) {
    return [error instanceof Error ? `${error.message} ${String(error.cause ?? "")}`.trim() : String(error)];
  }
}
