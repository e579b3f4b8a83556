import { NotFound } from "../domain/errors.ts";
import type { Operations } from "../operations/operations.ts";
import type { Log } from "../operations/ports/world.ts";
import type { JobHandlers, JobVerdict } from "./catalog.ts";

type JobOperations = Pick<
  Operations,
  | "syncAlert"
  | "verifyNumber"
  | "lookFirst"
  | "scanAccount"
  | "resumeTeardown"
  | "resumeProvisioning"
  | "takeUpIncidents"
> &
  Pick<Operations, "syncStorm" | "workOnStorm" | "homesChanged" | "publishHomes">;

const DONE: JobVerdict = { done: true };
const FAILED_ALERT_RETRY_MS = 30_000;

/** From each job to its operation. */
export function createJobHandlers(operations: JobOperations, log: Log): JobHandlers {
  /** What an alert is about to show, open Homes show as well. No alert waits for them. */
  const tellHomes = async () => {
    await operations.homesChanged().catch((error: unknown) => {
      log.error({ err: error }, "open Homes were not told of a change");
    });
  };
  return {
    sync_alert: async ({ incidentId }) => {
      await tellHomes();
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
    verify_number: ({ numberId }) => unlessGone(operations.verifyNumber(numberId)),
    look_first: ({ numberId }) => unlessGone(operations.lookFirst(numberId)),
    scan_account: async ({ numberId, askedAtMs }) => {
      await operations.scanAccount(numberId, askedAtMs);
      return DONE;
    },
    sync_storm: async ({ stormId }) => {
      await tellHomes();
      try {
        return verdict(
          await operations.syncStorm(stormId),
          "it was drawn a moment ago, or Slack asks to wait",
        );
      } catch (error) {
        log.error({ err: error, stormId }, "the message of a storm could not be sent");
        return { retryAfterMs: FAILED_ALERT_RETRY_MS, why: "it failed" };
      }
    },
    work_on_storm: async ({ stormId }) =>
      verdict(await operations.workOnStorm(stormId), "more is to be done"),
    publish_homes: async () => verdict(await operations.publishHomes(), "some were drawn a moment ago"),
    take_up_incidents: async () => {
      await operations.takeUpIncidents();
      return DONE;
    },
  };
}

/** Removed since it was asked for: there is nothing to look at any more. */
async function unlessGone(look: Promise<unknown>): Promise<JobVerdict> {
  try {
    await look;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
  }
  return DONE;
}

function verdict(result: { done: true } | { done: false; retryAfterMs: number }, why: string): JobVerdict {
  return result.done ? DONE : { retryAfterMs: result.retryAfterMs, why };
}
