import type { KeyUse } from "./token-safe.ts";

/** How the database stands to this version of Lineman. Migrations by name. */
export interface DataState {
  /** "PostgreSQL 16.2", or the embedded database. */
  server: string;
  /** When it was looked at, by its own clock. */
  at: Date;
  migrations: {
    pending: string[];
    /** Started and never finished. */
    failed: string[];
    /** Changed since they were applied. */
    edited: string[];
    /** Applied by a newer version. */
    unknown: string[];
  };
  /** Keys that Twilio tokens are encrypted with; none while the tables are missing. */
  keys: KeyUse[];
  /** The job that has been due for longest; null where none waits. */
  oldestDueJob: { name: string; dueSince: Date } | null;
}

/** Looks at the database without changing it. */
export type ExamineData = () => Promise<DataState>;
