import { type Actor, isPerson } from "../../domain/actor.ts";
import { type Storm, type StormWorkKind, type WorkCounts, workSize } from "../../domain/storm.ts";
import type { Store } from "../ports/store.ts";

/** Begins something for all open members (`dueBefore`: for those whose automatic try is due by then); for how many. */
export async function beginStormWork(
  tx: Store,
  storm: Storm,
  work: { kind: StormWorkKind; by: Actor; at: Date; dueBefore: Date | null },
): Promise<number> {
  const { kind, by, at } = work;
  const numbers = await tx.stormTasks.start(storm.id, work);
  if (isPerson(by)) {
    const text = `started ${WORK_NAME[kind]} for ${numbers} ${numbers === 1 ? "number" : "numbers"}.`;
    await tx.storms.change(storm.id, { lastActedAt: at });
    await tx.storms.note(storm.id, { by, text }, at);
  }
  await tx.enqueue({ name: "work_on_storm", stormId: storm.id });
  await tx.enqueue({ name: "sync_storm", stormId: storm.id });
  await tx.audit.append({
    at,
    actor: by,
    action: "storm_work_started",
    phoneNumberId: null,
    incidentId: null,
    data: { storm: storm.id, kind, numbers },
  });
  return numbers;
}

/** Ends it; `obstacle`: why nothing was tried, in a sentence. The thread tells it where a person had begun it. */
export async function endStormWork(
  tx: Store,
  storm: Storm,
  { obstacle, at }: { obstacle: string | null; at: Date },
): Promise<void> {
  const { work } = storm;
  if (work === null) return;
  if (!(await tx.stormTasks.finish(storm.id, at, obstacle))) return;
  const counts = await tx.stormTasks.counts(storm.id);
  const text = obstacle === null ? resultLine(work.kind, counts) : obstacleLine(work.kind, obstacle);
  if (isPerson(work.by)) await tx.storms.note(storm.id, { text }, at);
  await tx.enqueue({ name: "sync_storm", stormId: storm.id });
  const { done, failed, skipped } = counts;
  await tx.audit.append({
    at,
    actor: work.by,
    action: "storm_work_ended",
    phoneNumberId: null,
    incidentId: null,
    data: { storm: storm.id, kind: work.kind, done, failed, skipped, obstacle },
  });
}

const WORK_NAME: Record<StormWorkKind, string> = { retry: "Retry all", check: "Check all" };

function resultLine(kind: StormWorkKind, counts: WorkCounts): string {
  const { done, failed, skipped } = counts;
  const what = kind === "retry" ? "cleaned up and deleted" : "checked";
  const also = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} left out, because somebody else was at them or they were settled`] : []),
  ];
  return `${WORK_NAME[kind]} is over: ${[`${done} of ${workSize(counts)} ${what}`, ...also].join(", ")}.`;
}

function obstacleLine(kind: StormWorkKind, obstacle: string): string {
  const nothing = kind === "retry" ? "tried nothing" : "looked at one number only";
  return `${WORK_NAME[kind]} ${nothing}, because one number stands for all: ${obstacle}`;
}
