import { z } from "zod";
import type { JobName, JobRequest } from "../operations/ports/jobs.ts";

/** What a handler is given: the request without what only concerns the queue. */
export type JobPayload<N extends JobName = JobName> = Omit<
  Extract<JobRequest, { name: N }>,
  "name" | "startAfterMs"
>;

/** How a job ended. `retryAfterMs`: not an error, only not yet; the job runs again after that. */
export type JobVerdict = { done: true } | { retryAfterMs: number; why: string };

export type JobHandlers = { [N in JobName]: (payload: JobPayload<N>) => Promise<JobVerdict> };

export interface JobDefinition<N extends JobName = JobName> {
  payload: z.ZodType<JobPayload<N>>;
  /** How many of them one process works on at a time. */
  concurrency: number;
  /** A job that hangs for this long is given to another process. One whose process dies is so much sooner (boss.ts). */
  expireSeconds: number;
  /** After a handler threw, or its process died: a pause that doubles from 1 s up to the longest, so many times. */
  retry: { limit: number; longestPauseSeconds: number };
}

const id = z.number().int().positive();

/** Every job there is. */
export const JOBS: { [N in JobName]: JobDefinition<N> } = {
  sync_alert: {
    payload: z.object({ incidentId: id }),
    concurrency: 4,
    expireSeconds: 60,
    // An incident without an alert is looked for by take_up_incidents as well.
    retry: { limit: 100, longestPauseSeconds: 60 },
  },
  verify_number: {
    payload: z.object({ numberId: id }),
    concurrency: 4,
    expireSeconds: 60,
    // A person can press Check again; a look that fails for minutes would find something else by then. A death counts as a failure.
    retry: { limit: 20, longestPauseSeconds: 30 },
  },
  look_first: {
    payload: z.object({ numberId: id }),
    concurrency: 1,
    expireSeconds: 60,
    // Nothing else sees it before somebody needs the proof.
    retry: { limit: 20, longestPauseSeconds: 300 },
  },
  scan_account: {
    payload: z.object({ numberId: id, askedAtMs: z.number().int().positive() }),
    // One after the other: the first one answers for all numbers of its account that wait by then.
    concurrency: 1,
    // A scan (60 s), and the looks at the other numbers that waited for it.
    expireSeconds: 180,
    // Whoever needs it sooner presses Check again.
    retry: { limit: 20, longestPauseSeconds: 60 },
  },
  tear_down_number: {
    payload: z.object({ runId: z.uuid() }),
    concurrency: 8,
    expireSeconds: 60,
    // Nothing else ends a `deleting`: about three days of tries.
    retry: { limit: 1_000, longestPauseSeconds: 300 },
  },
  resume_provisioning: {
    payload: z.object({ provisioningId: z.uuid() }),
    concurrency: 4,
    expireSeconds: 60,
    // Nothing else ends a `provisioning`, as above.
    retry: { limit: 1_000, longestPauseSeconds: 300 },
  },
  sync_storm: {
    payload: z.object({ stormId: id }),
    concurrency: 2,
    expireSeconds: 60,
    // As an alert: take_up_incidents looks for it as well.
    retry: { limit: 100, longestPauseSeconds: 60 },
  },
  work_on_storm: {
    payload: z.object({ stormId: id }),
    concurrency: 2,
    // One look at a number (20 s), or some side by side.
    expireSeconds: 90,
    // take_up_incidents enqueues it again as long as something is left to be done.
    retry: { limit: 20, longestPauseSeconds: 30 },
  },
  publish_homes: {
    payload: z.object({}),
    concurrency: 1,
    expireSeconds: 60,
    // The next change draws them as well.
    retry: { limit: 5, longestPauseSeconds: 30 },
  },
  take_up_incidents: {
    payload: z.object({}),
    concurrency: 1,
    expireSeconds: 60,
    // Repeated every few seconds anyway.
    retry: { limit: 2, longestPauseSeconds: 5 },
  },
};

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
