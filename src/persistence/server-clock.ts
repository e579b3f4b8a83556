import type pg from "pg";
import { createSteadyClock } from "./steady-clock.ts";

/** Between two looks at the server's clock. */
const LOOK_EVERY_MS = 5_000;

/** The time by a server's clock, carried on between two looks at it by a clock of this process that nobody can set. */
export interface ServerClock {
  /** This process's own time until the server was first asked. */
  now(): Date;
  /** Asks the server; rejects as its query does. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * What replicas on one database agree about: their own clocks may differ, and be set at any moment, which would make one take
 * the other's lease for over while it works. Of a look it is only known that the server read its clock between question and
 * answer, so that a time which lies in between is kept.
 */
export function createServerClock(
  pool: Pick<pg.Pool, "query">,
  { steadyMs = createSteadyClock(), lookEveryMs = LOOK_EVERY_MS } = {},
): ServerClock {
  /** What the server's clock says when the process's own says 0; null: never asked. */
  let zeroMs: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  async function look(): Promise<void> {
    const askedMs = steadyMs();
    const { rows } = await pool.query<{ ms: number }>(
      "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms",
    );
    const answeredMs = steadyMs();
    const [first] = rows;
    if (first === undefined) return;
    const earliest = first.ms - answeredMs;
    const latest = first.ms - askedMs;
    if (zeroMs === null || zeroMs < earliest || zeroMs > latest) zeroMs = (earliest + latest) / 2;
    timer ??= keepLooking();
  }

  function keepLooking(): NodeJS.Timeout | null {
    if (isStopped) return null;
    let isLooking = false;
    const every = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      // A server that does not answer is told by everybody who needs it; the time goes on.
      void look().then(
        () => (isLooking = false),
        () => (isLooking = false),
      );
    }, lookEveryMs);
    every.unref();
    return every;
  }

  return {
    now: () => (zeroMs === null ? new Date() : new Date(zeroMs + steadyMs())),
    look,
    stop() {
      isStopped = true;
      if (timer !== null) clearInterval(timer);
    },
  };
}
