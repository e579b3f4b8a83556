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

/** Takes up what the trigger reports: at once where the notification arrives, within seconds where it does not. */
export function createSweep(deps: {
  listen: (options?: ListenOptions) => Promise<Listener>;
  takeUpIncidents: () => Promise<void>;
  log: Log;
}): Sweep {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let listener: Listener | null = null;
  let timer: NodeJS.Timeout | undefined;

  const sweepOnce = async () => {
    do {
      again = false;
      await deps
        .takeUpIncidents()
        .catch((error: unknown) => deps.log.error({ err: error }, "a sweep failed"));
    } while (again && !stopped);
    running = null;
  };
  const sweep = () => {
    again = true;
    if (!stopped) running ??= sweepOnce();
  };

  return {
    async start() {
      listener = await deps.listen({
        onReconnect: sweep,
        onError: (error) => deps.log.warn({ err: error }, "notifications of the database are interrupted"),
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
      await running;
    },
  };
}
