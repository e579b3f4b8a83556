/** Since when what is kept for a while only is not needed any more. */
export interface KeptSince {
  /** Expired dedupe keys and kept answers. */
  expired: Date;
  /** Lanes whose last turn was before. */
  turns: Date;
  /** App Homes that were last used before. */
  homeViews: Date;
  /** What was done for the members of storms that ended before. */
  stormTasks: Date;
  /** Clean-up runs that ended before, with their steps: the audit log has what came of them. */
  teardowns: Date;
}

/** Throws away what is not needed any more. */
export interface Retention {
  /** The oldest first, at most `limit` rows of each kind; true where more may be left. */
  forget(since: KeptSince, limit: number): Promise<boolean>;
}
