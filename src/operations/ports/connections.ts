/** What Lineman needs to work. */
export type ConnectionName = "slack" | "twilio" | "livekit" | "database" | "queue";

/**
 * How one of them is. `since`: since when it is so; null where it was never tried. `seenAt`: when it last did what it should,
 * as far as this process knows. `detail`: in plain words, a phrase without a full stop; null where there is nothing to add.
 */
export interface ConnectionReport {
  name: ConnectionName;
  state: "ok" | "failing" | "unknown";
  since: Date | null;
  seenAt: Date | null;
  detail: string | null;
}

/** Tells how one connection is. Where nobody knows lately, it may ask, for a second at most. Does not throw. */
export type Connection = () => Promise<ConnectionReport>;
