import type { Receiver } from "@slack/bolt";
import type { Clock, Log } from "../../operations/ports/world.ts";
import type { Door } from "../door.ts";
import { createEnvelopeDesk, type EnvelopeDesk } from "./envelope-desk.ts";
import { createKeptConnection } from "./kept-connection.ts";
import { openSession } from "./socket-session.ts";
import type { SocketTimes } from "./socket-times.ts";
import { createSocketWatch } from "./socket-watch.ts";

/** So that one is open while Slack has the other replaced. Slack allows ten for an app (slack.md 1): five processes. */
const CONNECTIONS = 2;

export interface SocketDoorOptions {
  appToken: string;
  apiUrl: string;
  clock: Clock;
  log: Log;
  /** 0..1 */
  random(): number;
  times: SocketTimes;
}

/** We dial Slack, and payloads come in over what we opened; each one comes over one connection. */
export function createSocketDoor(options: SocketDoorOptions): Door {
  const { clock, log, random, times } = options;
  let desk: EnvelopeDesk | null = null;
  const receiver: Receiver = {
    init: (app) => {
      desk = createEnvelopeDesk(app, log);
    },
    start: async () => {},
    stop: async () => {},
  };
  const watch = createSocketWatch(CONNECTIONS, { clock, log });
  const connections = Array.from({ length: CONNECTIONS }, (_, index) =>
    createKeptConnection({
      open: (onLive) =>
        openSession({
          ...options,
          onLive,
          onEnvelope: async (event) => desk?.take(event),
          onUnreadable: (error) =>
            log.warn({ err: error }, "an unreadable message came over a socket: it was dropped"),
          settled: async (ms) => desk?.settled(ms),
        }),
      onLive: () => watch.live(index + 1),
      onEnd: (end) => watch.ended(index + 1, end),
      clock,
      random,
      times,
    }),
  );
  return {
    receiver,
    // Nobody posts to an app in Socket Mode, and without a signing secret nobody could be believed.
    requestListener(request, response) {
      request.resume();
      response.writeHead(404).end();
    },
    start() {
      for (const connection of connections) connection.start();
    },
    readiness: watch.readiness,
    async close(withinMs) {
      await desk?.settled(Math.min(times.ackMs, withinMs));
      await Promise.all(connections.map((connection) => connection.stop()));
    },
  };
}
