/** What a worker needs to know of its queue. `fetch` takes at most `limit` jobs for this process alone. */
export interface JobWorkerDeps<J> {
  concurrency: number;
  fetch(limit: number): Promise<J[]>;
  /** Runs one job to its end. Must not throw. */
  run(job: J): Promise<void>;
  /** A fetch failed; it is tried again at the next wake-up. Called once per outage. */
  onFetchError(error: unknown): void;
}

export interface JobWorker<J> {
  /** There may be work: looks at once, or as soon as one of its jobs is done. */
  wake(): void;
  /** Takes no more jobs; resolves when those that run are done. */
  stop(): Promise<void>;
  /** The jobs that run now. */
  running(): J[];
}

/**
 * Fetches jobs of one queue when it is started and when it is woken, and runs up to `concurrency` of them at a time. pg-boss's
 * own workers wait for the next poll after every job, so a backlog of short jobs takes them one poll each; this one looks
 * again at once while there is more.
 */
export function startJobWorker<J>(deps: JobWorkerDeps<J>): JobWorker<J> {
  const running = new Map<J, Promise<void>>();
  // May the queue hold something? Set by whatever could have put it there; cleared by a fetch that came back short.
  let mayHoldMore = true;
  let stopping = false;
  let failing = false;
  let continueLoop = () => {};

  const wake = () => {
    mayHoldMore = true;
    continueLoop();
  };

  const start = (job: J) => {
    const done = deps.run(job).finally(() => {
      running.delete(job);
      continueLoop();
    });
    running.set(job, done);
  };

  const fetchInto = async (free: number) => {
    // Before the fetch: a wake-up during it counts for the next one.
    mayHoldMore = false;
    try {
      const jobs = await deps.fetch(free);
      failing = false;
      if (jobs.length === free) mayHoldMore = true;
      for (const job of jobs) start(job);
    } catch (error) {
      if (!failing) deps.onFetchError(error);
      failing = true;
    }
  };

  const loop = async () => {
    while (!stopping) {
      const free = deps.concurrency - running.size;
      if (mayHoldMore && free > 0) await fetchInto(free);
      else await nextSignal();
    }
  };

  const nextSignal = () =>
    new Promise<void>((resolve) => {
      continueLoop = resolve;
    });

  const looping = loop();
  return {
    wake,
    async stop() {
      stopping = true;
      continueLoop();
      await looping;
      await Promise.all(running.values());
    },
    running: () => [...running.keys()],
  };
}
