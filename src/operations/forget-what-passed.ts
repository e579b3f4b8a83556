import type { Deps } from "./deps.ts";
import type { KeptSince } from "./ports/retention.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Small enough that nobody waits behind one. */
const BATCH = 500;
/** So many batches with one minute of one process: more than all processes together can write down in it. */
const MOST_BATCHES = 20;

/** How long everything is kept that is not kept for ever (docs/operations.md lists both). */
const keptSince = (now: Date): KeptSince => {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return {
    expired: now,
    turns: daysAgo(1),
    homeViews: daysAgo(30),
    stormTasks: daysAgo(30),
    teardowns: daysAgo(90),
  };
};

/** Throws away what is not needed any more, once a minute in each process however often it is called. */
export function createForgetWhatPassed(deps: Pick<Deps, "database" | "clock">): () => Promise<void> {
  let dueAtMs = 0;
  return async () => {
    const now = deps.clock.now();
    if (now.getTime() < dueAtMs) return;
    dueAtMs = now.getTime() + MINUTE_MS;
    const { retention } = deps.database;
    for (let batch = 1; batch <= MOST_BATCHES; batch += 1)
      if (!(await retention.forget(keptSince(now), BATCH))) return;
  };
}
