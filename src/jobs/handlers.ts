import { NotFound } from "../domain/errors.ts";
import type { Operations } from "../operations/operations.ts";
import type { Log } from "../operations/ports/world.ts";
import type { JobHandlers, JobVerdict } from "./catalog.ts";

type JobOperations = Pick<
  Operations,
  "syncAlert" | "verifyNumber" | "resumeTeardown" | "resumeProvisioning" | "takeUpIncidents"
>;

const DONE: JobVerdict = { done: true };
const FAILED_ALERT_RETRY_MS = 30_000;

/** From each job to its operation. */
export function createJobHandlers(operations: JobOperations, log: Log): JobHandlers {
  return {
    sync_alert: async ({ incidentId }) => {
      try {
        return verdict(await operations.syncAlert(incidentId), "Slack asks to wait");
      } catch (error) {
        // One later try for all that failed: retries of each job of its own would pile up beside what the sweep enqueues.
        log.error({ err: error, incidentId }, "an alert could not be sent");
        return { retryAfterMs: FAILED_ALERT_RETRY_MS, why: "it failed" };
      }
    },
    tear_down_number: async ({ runId }) =>
      verdict(await operations.resumeTeardown(runId), "another process is at it"),
    resume_provisioning: async ({ provisioningId }) =>
      verdict(await operations.resumeProvisioning(provisioningId), "another process is at it"),
    verify_number: async ({ numberId }) => {
      try {
        await operations.verifyNumber(numberId);
      } catch (error) {
        // Removed since it was asked for: there is nothing to look at any more.
        if (!(error instanceof NotFound)) throw error;
      }
      return DONE;
    },
    take_up_incidents: async () => {
      await operations.takeUpIncidents();
      return DONE;
    },
  };
}

function verdict(result: { done: true } | { done: false; retryAfterMs: number }, why: string): JobVerdict {
  return result.done ? DONE : { retryAfterMs: result.retryAfterMs, why };
}
