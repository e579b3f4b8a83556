import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";

export type Listener = {
  /**
   * Calls `onNotify` with the payload ("" for none) of every NOTIFY on the channel, a plain lower-case identifier.
   * Resolves when LISTEN is in force; while the connection is down, at once, for reconnecting brings it into force.
   */
  subscribe(channel: string, onNotify: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
};

export type ListenOptions = {
  /** The connection was lost and is back: notifications in between are gone, so look for what they would have said. */
  onReconnect?: () => void;
  /** The connection was lost, or could not be made again; it is tried again in any case. */
  onError?: (error: Error) => void;
  /** Pause before the first try to reconnect; doubles up to `longestPauseMs`. */
  firstPauseMs?: number;
  longestPauseMs?: number;
};

// A connection that died silently (a firewall forgot it) is noticed by asking it something now and then.
const PING_EVERY_MS = 30_000;

/** Opens a connection of its own for LISTEN and keeps it open until closed. Rejects when the first connect fails. */
export async function listenOnPostgres(
  config: pg.ClientConfig,
  options: ListenOptions = {},
): Promise<Listener> {
  const subscriptions = createSubscriptions();
  const closing = new AbortController();
  const reportError = (error: Error) => {
    if (!closing.signal.aborted) options.onError?.(error);
  };
  const open = () => openConnection(config, subscriptions, reportError);

  let connection: Connection | undefined = await open();
  const keepConnected = async () => {
    while (!closing.signal.aborted) {
      await connection?.ended;
      connection = undefined;
      if (closing.signal.aborted) return;
      connection = await reopen(open, closing.signal, options, reportError);
      if (connection !== undefined) options.onReconnect?.();
    }
    await connection?.end();
  };
  const kept = keepConnected();

  return {
    async subscribe(channel, onNotify) {
      subscriptions.add(channel, onNotify);
      await connection?.query(`LISTEN ${channel}`).catch(reportError);
    },
    async close() {
      closing.abort();
      await connection?.end();
      await kept;
    },
  };
}

type Connection = {
  ended: Promise<void>;
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
};

async function openConnection(
  config: pg.ClientConfig,
  subscriptions: Subscriptions,
  onError: (error: Error) => void,
): Promise<Connection> {
  const client = new pg.Client({ ...config, query_timeout: 10_000 });
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  client.on("error", onError);
  client.on("notification", ({ channel, payload }) => subscriptions.deliver(channel, payload ?? ""));
  await client.connect();

  // One query at a time: node-postgres deprecates its own queue.
  let last: Promise<unknown> = Promise.resolve();
  const query = (sql: string) => {
    const next = last.then(() => client.query(sql));
    last = next.catch(() => {});
    return next;
  };
  const end = () => client.end().catch(() => {});
  try {
    for (const channel of subscriptions.channels()) await query(`LISTEN ${channel}`);
  } catch (error) {
    await end();
    throw error;
  }
  const ping = setInterval(() => query("SELECT 1").catch(end), PING_EVERY_MS);
  ping.unref();
  void ended.then(() => clearInterval(ping));
  return { ended, query, end };
}

/** Tries until it is connected; undefined when it was closed meanwhile. */
async function reopen(
  open: () => Promise<Connection>,
  signal: AbortSignal,
  { firstPauseMs = 100, longestPauseMs = 10_000 }: ListenOptions,
  onError: (error: Error) => void,
): Promise<Connection | undefined> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await sleep(pauseMs, undefined, { signal });
      return await open();
    } catch (error) {
      if (signal.aborted) return undefined;
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
