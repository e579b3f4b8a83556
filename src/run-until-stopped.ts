import type { Log } from "./operations/ports/world.ts";

/** What is run: built, not started. */
export interface Runnable {
  start(): Promise<unknown>;
  stop(): Promise<void>;
}

/** What of node's `process` is needed, so that a test can be one. */
export interface ProcessEvents {
  on(event: string, listener: (cause: unknown) => void): unknown;
}

/** Kubernetes and systemd kill after 30 s: leave on our own feet before that. */
const STOP_WITHIN_MS = 25_000;

/** As a shell reports a process that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Starts the app and stops it at the first signal (exit 0, or 1 when it does not stop in time); a second signal ends the
 * process at once. An error that nobody caught is logged once, and the app is stopped before the process ends (exit 1):
 * its state is not to be trusted any more.
 */
export async function runUntilStopped(
  app: Runnable,
  { process, exit, log }: { process: ProcessEvents; exit: (code: number) => void; log: Log },
): Promise<void> {
  let ending = false;

  async function end(code: number): Promise<void> {
    ending = true;
    const stopped = await stopInTime(app, log);
    exit(stopped ? code : 1);
  }

  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (ending) return exit(code);
      log.info({ signal }, "stopping; a second signal ends the process at once");
      void end(0);
    });
  }
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (cause) => {
      // What breaks while the app is being stopped changes nothing any more.
      if (ending) return;
      log.error({ err: cause }, `stopping after an error that nobody caught (${event})`);
      void end(1);
    });
  }

  try {
    await app.start();
  } catch (error) {
    if (ending) return;
    log.error({ err: error }, "could not start");
    await end(1);
  }
}

async function stopInTime(app: Runnable, log: Log): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      log.error({}, `not stopped after ${STOP_WITHIN_MS / 1000} s: ending all the same`);
      resolve(false);
    }, STOP_WITHIN_MS);
  });
  try {
    return await Promise.race([app.stop().then(() => true), tooLate]);
  } catch (error) {
    log.error({ err: error }, "stopping failed");
    return false;
  } finally {
    clearTimeout(timer);
  }
}
