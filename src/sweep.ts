import type { Operations } from "./operations/operations.ts";
import type { Log } from "./operations/ports/world.ts";
import type { Listener, ListenOptions } from "./persistence/listen.ts";

/** The channel that the trigger on phone_numbers notifies (prisma/migrations). */
const CHANNEL = "lineman_incidents";
/** The safety net under lost notifications and lost wake-ups. */
const EVERY_MS = 5_000;

export interface Sweep {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Takes up what the trigger reports: at once where the notification arrives, within seconds where it does not. New incidents do
 * not wait for the rest of a sweep, which a lock of another program may hold up.
 */
export function createSweep({
  listen,
  operations,
  log,
}: {
  listen: (options?: ListenOptions) => Promise<Listener>;
  operations: Pick<Operations, "takeUpIncidents" | "takeUpNew">;
  log: Log;
}): Sweep {
  let stopped = false;
  let listener: Listener | null = null;
  let timer: NodeJS.Timeout | undefined;
  const isStopped = () => stopped;
  const failed = (error: unknown) => log.error({ err: error }, "a part of a sweep failed; the rest was done");
  const urgent = createSingleFlight(() => operations.takeUpNew().catch(failed), isStopped);
  const whole = createSingleFlight(() => operations.takeUpIncidents().catch(failed), isStopped);
  const sweep = () => {
    if (whole.isRunning()) urgent.run();
    whole.run();
  };

  return {
    async start() {
      listener = await listen({
        onReconnect: sweep,
        onError: (error) => log.warn({ err: error }, "notifications of the database are interrupted"),
      });
      if (stopped) return listener.close();
      await listener.subscribe(CHANNEL, sweep);
      timer = setInterval(sweep, EVERY_MS);
      sweep();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await listener?.close();
      await Promise.all([urgent.ended(), whole.ended()]);
    },
  };
}

/** Runs the work once at a time, and once more where it was asked for meanwhile. */
function createSingleFlight(work: () => Promise<void>, isStopped: () => boolean) {
  let running: Promise<void> | null = null;
  let again = false;
  const fly = async () => {
    do {
      again = false;
      await work();
    } while (again && !isStopped());
    running = null;
  };
  return {
    run() {
      again = true;
      if (!isStopped()) running ??= fly();
    },
    isRunning: () => running !== null,
    async ended() {
      await running;
    },
  };
}
