import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../operations/ports/world.ts";
import { retryAfterOf, type SessionEnd } from "./session-end.ts";
import type { SocketSession } from "./socket-session.ts";
import { pauseBeforeRetry, type SocketTimes } from "./socket-times.ts";

/** A connection that is replaced whenever it ends. */
export interface KeptConnection {
  start(): void;
  /** Hangs up for good. */
  stop(): Promise<void>;
}

export interface KeptConnectionOptions {
  /** Dials; `onLive` when Slack has said hello. */
  open(onLive: () => void): SocketSession;
  onLive(): void;
  onEnd(end: SessionEnd): void;
  /** 0..1 */
  random(): number;
  clock: Pick<Clock, "now">;
  times: SocketTimes;
}

/** Dials again and again, with longer and longer pauses while it does not work. */
export function createKeptConnection(options: KeptConnectionOptions): KeptConnection {
  const stopped = new AbortController();
  let session: SocketSession | null = null;
  let previous: Promise<void> = Promise.resolve();
  const now = () => options.clock.now().getTime();

  async function keep(): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      let liveSince: number | null = null;
      session = options.open(() => {
        liveSince = now();
        options.onLive();
      });
      const end = await session.ended;
      if (stopped.signal.aborted) return;
      options.onEnd(end);
      previous = session.closed;
      const wasHealthy = liveSince !== null && now() - liveSince >= options.times.healthyMs;
      failures = wasHealthy ? 0 : failures + 1;
      const retry = { failures, retryAfterMs: retryAfterOf(end), random: options.random() };
      const { signal } = stopped;
      await pause(pauseBeforeRetry(retry, options.times), undefined, { signal, ref: false }).catch(() => {});
    }
  }

  return {
    start: () => void keep(),
    async stop() {
      stopped.abort();
      await Promise.all([session?.close(), previous]);
    },
  };
}
