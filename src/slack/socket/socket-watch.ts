import type { Clock, Log } from "../../operations/ports/world.ts";
import type { SlackReadiness } from "../identity-watch.ts";
import { explainEnd, isRoutine, type SessionEnd } from "./session-end.ts";

/** Knows which connections are live, and tells the log and the operator. */
export interface SocketWatch {
  live(connection: number): void;
  ended(connection: number, end: SessionEnd): void;
  readiness(): SlackReadiness;
}

const NOT_DIALLED = "Slack was not dialled yet.";

/** `connections` are numbered from 1. The same trouble is said once, until a connection is live again. */
export function createSocketWatch(
  connections: number,
  { clock, log }: { clock: Pick<Clock, "now">; log: Log },
): SocketWatch {
  /** Why a connection is not live; null while it is. */
  const whys = new Map<number, string | null>();
  for (let connection = 1; connection <= connections; connection += 1) whys.set(connection, NOT_DIALLED);
  let since = clock.now();
  let said: string | null = null;

  const isLive = () => [...whys.values()].includes(null);

  function note(connection: number, why: string | null): void {
    const before = isLive();
    whys.set(connection, why);
    if (isLive() !== before) since = clock.now();
  }

  return {
    live(connection) {
      note(connection, null);
      said = null;
      log.info({ connection }, "a socket to Slack is open");
    },
    ended(connection, end) {
      const why = explainEnd(end);
      note(connection, why);
      if (isRoutine(end)) return log.info({ connection }, "Slack asked for a new socket");
      if (said === why) return;
      said = why;
      const what = { connection, why };
      if (isLive()) log.warn(what, "a socket to Slack is down and dialled again; another one is open");
      else log.error(what, "no socket to Slack is open: dialling until one is");
    },
    readiness() {
      if (isLive()) return { ok: true, why: null, since };
      return { ok: false, why: `socket: not connected since ${since.toISOString()}. ${listed(whys)}`, since };
    },
  };
}

function listed(whys: ReadonlyMap<number, string | null>): string {
  const different = [...new Set(whys.values())];
  return different
    .map((why) => {
      const numbers = [...whys].filter(([, other]) => other === why).map(([connection]) => connection);
      return `Connection ${numbers.join(" and ")}: ${why}`;
    })
    .join(" ");
}
