/** Turns in named lanes, kept for all replicas by one clock. All times in milliseconds. */
export interface Turns {
  /**
   * Takes the next turn in a lane, `intervalMs` after the one before it: the pause until then. Where that is longer than
   * `longestWaitMs`, no turn is taken.
   */
  take(
    lane: string,
    pace: { intervalMs: number; longestWaitMs: number },
  ): Promise<{ taken: boolean; waitMs: number }>;
  /** How long until the lane is free; takes no turn. */
  waitMs(lane: string): Promise<number>;
  /** No turn comes in this lane for this long; a longer pause that is under way stays. */
  pause(lane: string, ms: number): Promise<void>;
}
