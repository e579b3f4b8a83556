/** What every outbox holds for one message while one process has the lease on it. */
export interface MessageTurn {
  wanted: number;
  /** A post was tried before and its answer is unknown: look for it first. */
  postTriedAt: Date | null;
}

/** The outbox of messages that stand for something, one each: one process at a time sends for one, always the newest state. */
export interface MessageOutbox<Turn extends MessageTurn> {
  /** `nothing`: shown is wanted, or another message stands for it. `busy`: another process has the lease. */
  claim(id: number, owner: string, now: Date, until: Date): Promise<Turn | "nothing" | "busy">;
  /**
   * A post is about to be tried. `calls`: it is to mention those on call; true where it may, because nobody has called them
   * yet. What an earlier post was to call, whose answer was lost and which is not in the channel, counts as not called.
   */
  postTried(id: number, at: Date, calls: boolean): Promise<boolean>;
  posted(id: number, message: { channel: string; ts: string }): Promise<void>;
  /** That message is gone from the channel: the next turn posts a replacement. Nothing where another stands for it by now. */
  lost(id: number, ts: string): Promise<void>;
  noteTried(noteId: number, at: Date): Promise<void>;
  /** It stands in the thread as it should. */
  notePosted(noteId: number, ts: string): Promise<void>;
  /** The state `wanted` is on show; ends the lease. False where more has been wanted since: claim again. */
  shown(id: number, owner: string, wanted: number, at: Date): Promise<boolean>;
  /** Ends the lease without having shown anything. */
  giveUp(id: number, owner: string): Promise<void>;
  /** Keeps the lease for the next call to Slack; false where it is not this owner's any more: then stop. */
  renew(id: number, owner: string, until: Date): Promise<boolean>;
  /** Ids of what is behind, oldest first: the safety net of lost wake-ups. */
  listBehind(limit: number): Promise<number[]>;
}
