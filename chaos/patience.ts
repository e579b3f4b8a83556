/** How long somebody waits before they say that something never happens. */
export interface Patience {
  /** A replica was killed or is starting: nobody can be blamed for what does not happen now. */
  disturbed(): void;
  /** Begins to wait; true once it has been quiet for this long since then. */
  limit(ms: number): () => boolean;
  /** Since the last disturbance; 0 where there was none. */
  quietMs(): number;
}

/** Nothing was disturbed yet. */
export function createPatience(): Patience {
  let disturbedAt: number | null = null;
  return {
    disturbed() {
      disturbedAt = performance.now();
    },
    limit(ms) {
      const begun = performance.now();
      return () => performance.now() > Math.max(begun, disturbedAt ?? begun) + ms;
    },
    quietMs: () => (disturbedAt === null ? 0 : performance.now() - disturbedAt),
  };
}
