/** What can be asked to be done later or elsewhere. Durable: enqueued in the transaction that makes it true. */
export type JobRequest =
  | { name: "sync_alert"; incidentId: number }
  | { name: "verify_number"; numberId: number }
  /** The first look at a number, where whoever recorded it has died before looking; `startAfterMs`: until then it is theirs. */
  | { name: "look_first"; numberId: number; startAfterMs: number }
  /** A look at this number ran out of time (it began `askedAtMs`, in ms since 1970) before its account was looked through. */
  | { name: "scan_account"; numberId: number; askedAtMs: number }
  /** `startAfterMs`: how long to leave the run to whoever is doing it now; then it is resumed. */
  | { name: "tear_down_number"; runId: string; startAfterMs: number }
  /** The same for a number that is being set up. */
  | { name: "resume_provisioning"; provisioningId: string; startAfterMs: number }
  /** Brings the message of a storm to the newest state. */
  | { name: "sync_storm"; stormId: number }
  /** Looks at one member for all of a storm, and goes on with what was begun for all of them. */
  | { name: "work_on_storm"; stormId: number }
  /** Open App Homes are behind. */
  | { name: "publish_homes"; startAfterMs: number }
  | { name: "take_up_incidents" };

export type JobName = JobRequest["name"];

/** A job as a queue of an earlier time kept it. */
export interface WaitingJob {
  name: string;
  payload: object;
  /** Among jobs that wait each key occurs once. */
  key: string | null;
  startAfter: Date;
}
