import { NotFound } from "../domain/errors.ts";
import { explainCorruption } from "../domain/explanation.ts";
import { accountObstacle, isWorking, type Storm } from "../domain/storm.ts";
import { stormAdvice } from "../domain/storm-advice.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { checkRound } from "./storms/check-round.ts";
import { putOffRetries } from "./storms/put-off-retries.ts";
import { retryRound } from "./storms/retry-round.ts";
import { endStormWork } from "./storms/storm-work.ts";

type WorkDeps = Pick<Deps, "database" | "clock" | "ids" | "settings">;
type VerifyNumber = Operations["verifyNumber"];

/** Longer than one round takes; a dead process blocks the others no longer than this. */
const LEASE_MS = 80_000;
const BUSY_RETRY_MS = 1_000;
const SOON = { done: false, retryAfterMs: 100 } as const;
const DONE = { done: true } as const;

/**
 * One round for a storm, by one process at a time: first one member is looked at for all of them; where that shows that the
 * account still fails, nothing else is tried. What a process that died has begun is gone on with.
 */
export function createWorkOnStorm(deps: WorkDeps, verifyNumber: VerifyNumber): Operations["workOnStorm"] {
  const { database, clock, ids } = deps;
  return async (stormId) => {
    const owner = ids.uuid();
    const now = clock.now();
    if (!(await database.stormTasks.lease(stormId, owner, now, new Date(now.getTime() + LEASE_MS))))
      return { done: false, retryAfterMs: BUSY_RETRY_MS };
    try {
      const storm = await database.storms.find(stormId);
      return storm === null || storm.endedAt !== null ? DONE : await round(deps, storm, verifyNumber);
    } finally {
      await database.stormTasks.giveUp(stormId, owner);
    }
  };
}

async function round(deps: WorkDeps, storm: Storm, verifyNumber: VerifyNumber) {
  if (needsProbe(storm)) return (await probe(deps, storm, verifyNumber)) ? SOON : DONE;
  if (!isWorking(storm)) return DONE;
  return storm.work?.kind === "check" ? checkRound(deps, storm, verifyNumber) : retryRound(deps, storm);
}

function needsProbe({ probedAt, work }: Storm): boolean {
  if (probedAt === null) return true;
  return work !== null && work.endedAt === null && probedAt < work.startedAt;
}

/** Looks at one member. True where something is left to be done for the others. */
async function probe(deps: WorkDeps, before: Storm, verifyNumber: VerifyNumber): Promise<boolean> {
  const { database, clock } = deps;
  const looked = await lookAtOne(deps, before, verifyNumber);
  const obstacle = looked === null ? null : accountObstacle(before, looked.resources);
  const found =
    looked === null || obstacle === null
      ? null
      : explainCorruption({ ...looked.number, corruptionCause: before.cause }, [obstacle]);
  return database.transaction(async (tx) => {
    const storm = await tx.storms.lock(before.id);
    if (storm === null) return false;
    const at = clock.now();
    const said = found === null ? {} : { providerCode: found.providerCode, providerWords: found.words };
    await tx.storms.change(storm.id, { probedAt: at, ...said });
    await tx.enqueue({ name: "sync_storm", stormId: storm.id });
    if (!isWorking(storm) || found === null) return isWorking(storm);
    await putOffRetries(tx, storm, at);
    const { why } = stormAdvice({ ...storm, providerCode: found.providerCode });
    await endStormWork(tx, storm, { obstacle: why, at });
    return false;
  });
}

/** Null where nobody is left to look at: then nothing speaks against going on. */
async function lookAtOne({ database }: WorkDeps, { id }: Storm, verifyNumber: VerifyNumber) {
  for (const { phoneNumberId } of await database.storms.listMembers(id, { offset: 0, limit: 3 }))
    try {
      return await verifyNumber(phoneNumberId);
    } catch (error) {
      // Removed meanwhile: another one.
      if (!(error instanceof NotFound)) throw error;
    }
  return null;
}
