import { isWorking, remainingMs, type StormWork, stormSize, workSize } from "../../domain/storm.ts";
import type { StormFacts } from "../../operations/ports/storm-channel.ts";
import { escaped, when } from "./mrkdwn.ts";
import { actorWords, count, duration } from "./words.ts";

/** How far what was begun for all numbers is, or how it ended last; "" where nothing was. */
export function workWords(facts: StormFacts): string {
  const { storm, work: counts, readAt } = facts;
  const { work } = storm;
  if (work === null) return "";
  const done = `${counts.done} of ${workSize(counts)} done, ${counts.failed} failed`;
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} left out`;
  if (!isWorking(storm)) return lastWords(work, `${done}${skipped}`);
  if (storm.probedAt === null || storm.probedAt < work.startedAt)
    return `${DOING[work.kind]}: first one number is looked at, for all ${workSize(counts)}`;
  const leftMs = remainingMs(counts, work.startedAt, readAt);
  return `${DOING[work.kind]}: ${done}${skipped}${leftMs === null ? "" : `, about ${duration(leftMs)} left`}`;
}

/** "All 23 numbers are settled: 20 removed, 2 force-deleted, 1 resolved elsewhere." */
export function settledWords({ counts, storm }: StormFacts): string {
  const parts = [
    ...(counts.removed > 0 ? [`${counts.removed} removed`] : []),
    ...(counts.forceDeleted > 0 ? [`${counts.forceDeleted} force-deleted`] : []),
    ...(counts.resolvedElsewhere > 0 ? [`${counts.resolvedElsewhere} resolved elsewhere`] : []),
  ];
  const left = storm.leftCount === 0 ? "" : ` ${leftWords(storm.leftCount)}`;
  const all = stormSize(counts);
  if (all === 0) return `No number is left in this message.${left}`;
  return `${all === 1 ? "The one number is" : `All ${all} numbers are`} settled: ${parts.join(", ")}.${left}`;
}

/** Why nothing came of what was begun last; "" where that is not so. */
export function obstacleWords({ work }: StormFacts["storm"]): string {
  if (work === null || work.obstacle === null) return "";
  const nothing = work.kind === "retry" ? "tried nothing" : "looked at one number only";
  return `${DONE[work.kind]} by ${actorWords(work.by)} ${when(work.startedAt)} ${nothing}, because one number stands for all: ${escaped(work.obstacle, 300)}`;
}

const DOING = { retry: "Retrying", check: "Checking" } as const;
const DONE = { retry: "Retry all", check: "Check all" } as const;

function lastWords({ kind, by, obstacle }: StormWork, done: string): string {
  return obstacle === null ? `Last: ${DONE[kind]} by ${actorWords(by)}: ${done}` : "";
}

function leftWords(left: number): string {
  return `${count(left, "other number")} got another cause and went on in ${left === 1 ? "a message of its own" : "other messages"}.`;
}
