import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Listener, ListenOptions } from "../listen.ts";
import { createSubscriptions, type Subscriptions } from "../subscriptions.ts";
import { createDatabaseEnd } from "./database-end.ts";
import { createPgliteConnector } from "./pglite-stream.ts";

export type EmbeddedPool = {
  pool: pg.Pool;
  listen(options?: ListenOptions): Listener;
};

/**
 * A node-postgres pool over PGlite. It has one connection: whoever holds it holds up everybody else, and asking the pool for
 * a second one inside a transaction never returns. From here on no query may go to PGlite directly.
 */
export function createEmbeddedPool(database: PGlite, end = createDatabaseEnd(() => {})): EmbeddedPool {
  const listeners = new Map<Subscriptions, ListenOptions>();
  let opened = 0;

  // PGlite's own listen() does not see what arrives over the stream, so the pool's connection does the listening. It sees
  // every notification there is: with one session nobody else can send any.
  const listenOn = async (client: pg.ClientBase) => {
    client.on("error", () => {});
    client.on("notification", ({ channel, payload }) => {
      for (const subscriptions of listeners.keys()) subscriptions.deliver(channel, payload ?? "");
    });
    for (const subscriptions of listeners.keys()) {
      for (const channel of subscriptions.channels()) await client.query(`LISTEN ${channel}`);
    }
    opened += 1;
    // The client before this one may have been dropped with an answer still unread.
    if (opened > 1)
      for (const { onReconnect } of listeners.values()) if (onReconnect) setImmediate(onReconnect);
  };

  const pool = new pg.Pool({
    stream: createPgliteConnector(database, end),
    user: "postgres",
    database: "postgres",
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    // Counts the wait for the one connection as well, so it is longer than any burst should last.
    connectionTimeoutMillis: 60_000,
    onConnect: listenOn,
  });
  pool.on("error", () => {});

  return {
    pool,
    listen(options = {}) {
      const subscriptions = createSubscriptions();
      listeners.set(subscriptions, options);
      return {
        async subscribe(channel, onNotify) {
          subscriptions.add(channel, onNotify);
          await pool.query(`LISTEN ${channel}`);
        },
        async close() {
          listeners.delete(subscriptions);
        },
      };
    },
  };
}
