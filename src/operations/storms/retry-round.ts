import { isSameActor } from "../../domain/actor.ts";
import { AUTOMATIC_RETRY } from "../../domain/automatic-retry.ts";
import { Conflict, IllegalTransition, NotFound } from "../../domain/errors.ts";
import type { Storm, StormWork } from "../../domain/storm.ts";
import type { Deps } from "../deps.ts";
import type { Store } from "../ports/store.ts";
import type { StormTask } from "../ports/storm-store.ts";
import { beginTeardownIn } from "../teardown/begin-teardown.ts";
import { gatherStorms } from "./gather-storms.ts";
import { endStormWork } from "./storm-work.ts";

type RoundDeps = Pick<Deps, "database" | "clock" | "ids" | "settings">;

/** So many clean-ups of one storm are under way at a time, on all replicas together: more would wait for each other at the provider. */
const IN_FLIGHT = 4;
const NEXT_ROUND_MS = 1_000;

/**
 * Starts clean-ups as others end, each a durable teardown of its own: whatever becomes of this process, each is done once. The
 * rest of the work is counting.
 */
export async function retryRound(deps: RoundDeps, storm: Storm) {
  const { database, clock } = deps;
  const { stormTasks } = database;
  await stormTasks.settle(storm.id, clock.now());
  const { work } = storm;
  const before = await stormTasks.counts(storm.id);
  const free = Math.max(0, IN_FLIGHT - before.running);
  if (work !== null && free > 0)
    for (const task of await stormTasks.listWaiting(storm.id, free)) await beginOne(deps, storm, work, task);
  const { waiting, running } = await stormTasks.counts(storm.id);
  const isOver = waiting + running === 0;
  if (isOver)
    await database.transaction((tx) => endStormWork(tx, storm, { obstacle: null, at: clock.now() }));
  // Whoever has failed for another reason goes, and the message follows.
  await gatherStorms(deps);
  return isOver ? ({ done: true } as const) : ({ done: false, retryAfterMs: NEXT_ROUND_MS } as const);
}

async function beginOne(deps: RoundDeps, storm: Storm, work: StormWork, task: StormTask): Promise<void> {
  const { database, clock } = deps;
  try {
    await database.transaction((tx) => begin(tx, deps, { storm, work, task }));
  } catch (error) {
    // Somebody else was faster, or another program made it something else: then nothing of this has happened.
    if (!(error instanceof NotFound || error instanceof Conflict || error instanceof IllegalTransition))
      throw error;
    await database.stormTasks.ended(storm.id, task.incidentId, "skipped", clock.now());
  }
}

/** The number is locked before the incident, as everybody does who changes both. */
async function begin(
  tx: Store,
  deps: RoundDeps,
  { storm, work, task }: { storm: Storm; work: StormWork; task: StormTask },
): Promise<void> {
  await tx.numbers.lock(task.phoneNumberId);
  const incident = await tx.incidents.lock(task.incidentId);
  if (incident?.stormId !== storm.id) throw new Conflict("It is no member of the storm any more.");
  const run = await beginTeardownIn(tx, deps, {
    id: task.phoneNumberId,
    actor: work.by,
    startAfterMs: 0,
    from: ["corrupted"],
    inStorm: true,
  });
  if (isSameActor(work.by, AUTOMATIC_RETRY))
    await tx.incidents.change(incident.id, { retries: incident.retries + 1 });
  if (!(await tx.stormTasks.begun(storm.id, incident.id, run.id, run.requestedAt)))
    throw new Conflict("Another process has begun it.");
}
