import { isWorking, type StormKey, stormSince } from "../../domain/storm.ts";
import type { Deps } from "../deps.ts";
import { recordBeginningInStorm } from "../incidents/record-beginning.ts";
import type { Store } from "../ports/store.ts";
import { letLeave } from "./let-leave.ts";
import { endStormWork } from "./storm-work.ts";

/** So many incidents with one transaction: others wait for their turn in the audit log no longer than it takes. */
const BATCH = 1_000;
const MOST_CANDIDATES = 10_000;
const ITSELF = { kind: "system", name: "gather_storms" } as const;

/**
 * Moves incidents into storms and out of them, however many there are: opens storms, takes up their members without a message
 * or a look for each, lets those go whose cause has become another one, and ends storms that are over. By one process at a time.
 */
export async function gatherStorms(deps: Pick<Deps, "database" | "clock" | "settings">): Promise<void> {
  const changed = new Set<number>();
  for (let more = true; more; ) {
    const moved = await deps.database.transaction(async (tx) => {
      await tx.storms.lockMembership();
      const at = deps.clock.now();
      const named = await tx.storms.nameAccounts(BATCH);
      const left = await tx.storms.leave(BATCH);
      await openStorms(tx, deps.settings.stormThreshold, at);
      const joined = await tx.storms.join(at, BATCH);
      for (const member of joined) if (member.isNew) await recordBeginningInStorm(tx, member, at);
      await letLeave(tx, left, joined, at);
      for (const stormId of await tx.storms.end(at)) await settleEnded(tx, stormId, at);
      return {
        more: [named, left.length, joined.length].includes(BATCH),
        ids: await tx.storms.touchChanged(),
      };
    });
    for (const id of moved.ids) changed.add(id);
    more = moved.more;
  }
  // What is not enqueued because this process dies here is found by the sweep, as every message that is behind.
  for (const stormId of changed) await deps.database.enqueue({ name: "sync_storm", stormId });
}

async function openStorms(tx: Store, threshold: number, at: Date): Promise<void> {
  for (const candidate of await tx.storms.listCandidates(MOST_CANDIDATES)) {
    const since = stormSince(candidate.openedAt, threshold);
    const stormId = since === null ? null : await tx.storms.open(candidate, since);
    if (stormId === null) continue;
    await tx.enqueue({ name: "work_on_storm", stormId });
    await auditStorm(tx, "storm_opened", { stormId, at, key: candidate });
  }
}

async function settleEnded(tx: Store, stormId: number, at: Date): Promise<void> {
  await tx.stormTasks.settle(stormId, at);
  const storm = await tx.storms.find(stormId);
  if (storm !== null && isWorking(storm)) await endStormWork(tx, storm, { obstacle: null, at });
  await tx.enqueue({ name: "sync_storm", stormId });
  await auditStorm(tx, "storm_ended", { stormId, at, key: null });
}

function auditStorm(
  tx: Store,
  action: "storm_opened" | "storm_ended",
  { stormId, at, key }: { stormId: number; at: Date; key: StormKey | null },
): Promise<void> {
  const data = key === null ? {} : { cause: key.cause, account: key.account };
  return tx.audit.append({
    at,
    actor: ITSELF,
    action,
    phoneNumberId: null,
    incidentId: null,
    data: { storm: stormId, ...data },
  });
}
