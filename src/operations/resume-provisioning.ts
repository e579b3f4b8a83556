import type { Operations } from "./operations.ts";
import { holdProvisioning, provisioningLeaseMs } from "./provisioning/held-provisioning.ts";
import { type RollBackDeps, rollBack } from "./provisioning/roll-back.ts";

const BUSY_RETRY_MS = 5_000;

/** Takes down what a process made that died in the middle: nobody waits for the number any more. */
export function createResumeProvisioning(deps: RollBackDeps): Operations["resumeProvisioning"] {
  return async (provisioningId) => {
    const { provisionings } = deps.database;
    const provisioning = await provisionings.find(provisioningId);
    if (provisioning === null || provisioning.finishedAt !== null) return { done: true };
    const owner = deps.ids.uuid();
    const now = deps.clock.now();
    const until = new Date(now.getTime() + provisioningLeaseMs(deps.settings));
    if (!(await provisionings.lease(provisioningId, owner, now, until)))
      return { done: false, retryAfterMs: BUSY_RETRY_MS };
    await rollBack(deps, holdProvisioning(deps, provisioning, owner), "its process ended in the middle");
    return { done: true };
  };
}
