import { setTimeout as sleep } from "node:timers/promises";

export interface LookoutDeps<N> {
  everyMs: number;
  /** The queues that hold something. */
  look(): Promise<N[]>;
  /** Called for each of them, at each look. */
  found(name: N): void;
  /** A look failed; the next one comes. Called once per outage. */
  onError(error: unknown): void;
}

/**
 * Finds the jobs that nobody announced to this process: those of another replica, those that have become due, and those that
 * could not be fetched. One look for all queues: looks of each queue's own are most of what an idle process would do.
 * Returns how to stop it.
 */
export function startLookout<N>(deps: LookoutDeps<N>): () => Promise<void> {
  const stopping = new AbortController();
  let failing = false;

  const lookOnce = async () => {
    try {
      for (const name of await deps.look()) deps.found(name);
      failing = false;
    } catch (error) {
      if (!failing) deps.onError(error);
      failing = true;
    }
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      await sleep(deps.everyMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted) await lookOnce();
    }
  };

  const looping = loop();
  return async () => {
    stopping.abort();
    await looping;
  };
}
