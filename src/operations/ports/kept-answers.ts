/** Which request of whom: a caller's keys are its own. */
export interface RequestKey {
  /** The name of the caller's token. */
  caller: string;
  key: string;
}

/** How a request stands to its key. `busyUntil`: when its process counts as dead. */
export type KeyState =
  /** Nobody is at it, or whoever was has died: it is the caller's to run. */
  | { state: "begun" }
  | { state: "in_progress"; busyUntil: Date }
  | { state: "done"; status: number; body: string }
  /** The key stands for another request. */
  | { state: "other_request" };

/** What callers were answered under their keys, kept for all replicas. Expired ones are thrown away in passing. */
export interface KeptAnswers {
  /** Of many that ask at the same time exactly one is told `begun`. `owner` (a UUID) names its try. */
  begin(
    request: RequestKey,
    attempt: { fingerprint: string; owner: string; now: Date; leaseUntil: Date; expiresAt: Date },
  ): Promise<KeyState>;
  /** The request is still worked on; nothing where another try has taken over. */
  keep(request: RequestKey, owner: string, leaseUntil: Date): Promise<void>;
  /** The answer that repeats get from now on; nothing where another try has taken over. */
  finish(request: RequestKey, owner: string, answer: { status: number; body: string }): Promise<void>;
  /** Nothing was answered that should be repeated: the key is free again. */
  release(request: RequestKey, owner: string): Promise<void>;
}
