/** Whether the embedded database has ended by itself, which only a new process mends. */
export interface DatabaseEnd {
  hasCome(): boolean;
  /** The server's own words. */
  come(why: string): void;
}

/** Thrown where nobody catches it: the process ends, and its next start recovers all that was acknowledged. */
export class EmbeddedDatabaseEnded extends Error {
  override name = "EmbeddedDatabaseEnded";
}

/** `onEnd` is called once. */
export function createDatabaseEnd(onEnd: (why: string) => void): DatabaseEnd {
  let hasCome = false;
  return {
    hasCome: () => hasCome,
    come(why) {
      if (hasCome) return;
      hasCome = true;
      onEnd(why);
    },
  };
}
