import type { Log } from "./operations/ports/world.ts";
import type { Listener, ListenOptions } from "./persistence/listen.ts";

/** The channel that the trigger on phone_numbers notifies (prisma/migrations). */
const CHANNEL = "lineman_incidents";
/** The safety net under lost notifications and lost wake-ups. */
const EVERY_MS = 5_000;

export interface Sweep {
  stop(): Promise<void>;
}

/** Takes up what the trigger reports: at once where the notification arrives, within seconds where it does not. */
export async function startSweep(deps: {
  listen: (options?: ListenOptions) => Promise<Listener>;
  takeUpIncidents: () => Promise<void>;
  log: Log;
}): Promise<Sweep> {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const sweepOnce = async () => {
    do {
      again = false;
      await deps.takeUpIncidents().catch((error: unknown) => deps.log.error({ err: error }, "a sweep failed"));
    } while (again && !stopped);
    running = null;
  };
  const sweep = () => {
    again = true;
    if (!stopped) running ??= sweepOnce();
  };

  const listener = await deps.listen({ onReconnect: sweep });
  await listener.subscribe(CHANNEL, sweep);
  const timer = setInterval(sweep, EVERY_MS);
  sweep();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await listener.close();
      await running;
    },
  };
}
