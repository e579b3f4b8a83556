import type { TeardownRun } from "../ports/teardown-journal.ts";

/** A run that this try alone may work on, as long as it keeps the lease. */
export interface HeldRun {
  run: TeardownRun;
  /** Names this try in the lease. */
  owner: string;
  /** Keeps the lease before the next step; false where another try has taken over. */
  keep(): Promise<boolean>;
}
