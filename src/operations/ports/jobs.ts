/** What can be asked to be done later or elsewhere. Durable: enqueued in the transaction that makes it true. */
export type JobRequest =
  | { name: "sync_alert"; incidentId: number }
  | { name: "verify_number"; numberId: number }
  /** `startAfterMs`: how long to leave the run to whoever is doing it now; then it is resumed. */
  | { name: "tear_down_number"; runId: string; startAfterMs: number }
  /** The same for a number that is being set up. */
  | { name: "resume_provisioning"; provisioningId: string; startAfterMs: number }
  | { name: "take_up_incidents" };

export type JobName = JobRequest["name"];
