/** What a backup file holds. Names of tables are those of the database. */
export interface BackupSummary {
  /** Where it stands, absolute. */
  path: string;
  madeAt: Date;
  /** Rows by table. */
  rows: Record<string, number>;
  /** Work that waits in the queue. */
  jobs: number;
  /** Keys that its Twilio tokens are encrypted with. The keys themselves are not in it. */
  keyIds: string[];
  /** Of everything in the file but its last line, in hex. */
  sha256: string;
}

/**
 * Writes everything that is stored into a new file that only its owner may read, as it is at one moment. Throws Conflict where
 * the file exists already or cannot be written.
 */
export type WriteBackup = (path: string) => Promise<BackupSummary>;
